# Told over stdin by a JVM what it started: lines "+process PID SIGNAL", "-process PID", "+directory PATH", "-directory PATH".
# End of file means that the JVM is gone, however it went: end the processes, each with its group, and remove the directories.
trap '' INT TERM HUP QUIT
set -f
IFS='
'
processes=
directories=

without() { # entry-or-prefix, then the list: prints the list without it
    gone=$1
    shift
    for entry in "$@"; do
        case $entry in
            "$gone" | "$gone "*) ;;
            *) printf '%s\n' "$entry" ;;
        esac
    done
}

while IFS= read -r line; do
    case $line in
        "+process "*) processes="$processes$IFS${line#+process }" ;;
        "-process "*) processes=$(without "${line#-process }" $processes) ;;
        "+directory "*) directories="$directories$IFS${line#+directory }" ;;
        "-directory "*) directories=$(without "${line#-directory }" $directories) ;;
    esac
    echo ok
done 2>/dev/null

for process in $processes; do
    kill -CONT "-${process% *}" 2>/dev/null
    kill -"${process#* }" "-${process% *}" 2>/dev/null
done
tries=0
while [ $tries -lt 50 ]; do
    alive=
    for process in $processes; do
        kill -0 "-${process% *}" 2>/dev/null && alive=yes
    done
    [ -z "$alive" ] && break
    sleep 0.1
    tries=$((tries + 1))
done
for process in $processes; do
    kill -KILL "-${process% *}" 2>/dev/null
done
tries=0
for directory in $directories; do
    until rm -rf "$directory" 2>/dev/null || [ $tries -ge 50 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
done
