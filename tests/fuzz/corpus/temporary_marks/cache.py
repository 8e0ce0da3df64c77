# INCIDENT FIX: Bypass broken cache (REMOVE AFTER INCIDENT)
# Ticket: INC-1234
def get_user(id):
