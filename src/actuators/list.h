/* Everything we can change, one per line, in alphabetical order. */
ACTUATOR(argocd)
ACTUATOR(command)
ACTUATOR(flag_file)
ACTUATOR(git)
ACTUATOR(http)
ACTUATOR(kubernetes)
ACTUATOR(postgres)
ACTUATOR(redis)
