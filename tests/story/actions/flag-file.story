story   a flag in a file is turned off, and its way back is exact
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     writes failing: 96 %
and     the file flags/shop.yaml:
        # the shop's flags
        checkout:
          new: true    # INC-12
and     configuration:
        flag_folders: [{name: shop, folder: $DIR/flags}]
when    prometheus sends redis-full
and     bob runs: action propose last flag_file shop --plan "file=shop.yaml key=checkout.new to=false" --class reversible
then    exit 0: "[reversible]"
and     action 1 is offered: +   new: false    # INC-12
when    bob runs: action propose last flag_file shop --plan "file=../stanch.yaml key=hold to=1s"
then    action 2 is refused: leads out of that folder
# Somebody edits the file between preview and approval.
when    somebody writes the file flags/shop.yaml:
        # the shop's flags
        checkout:
          new: true
and     bob runs: approve last 1
then    action 1 is refused: shop.yaml is not any more what it was at the preview
and     the file flags/shop.yaml says "  new: true\n"
# What was refused so is offered anew, as the file is now.
and     action 3 is offered: +   new: false
when    bob runs: approve last 3
then    action 3 is succeeded: written and read back: checkout.new is false
and     the file flags/shop.yaml says "  new: false\n"
when    bob runs: undo last 3
then    action 4 is offered
when    bob runs: approve last 4
then    action 3 is undone
and     the file flags/shop.yaml says "# the shop's flags\ncheckout:\n  new: true\n"
and     the journal verifies
