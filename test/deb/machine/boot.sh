#!/bin/sh
# boot.sh ROOT FOLDER GROUP PROGRAM...: starts the program as the first process of a machine of its own. Its files are those of ROOT,
# with what it writes kept in memory; its network has no way out, and every address there is belongs to it.
set -eu
root=$1 folder=$2 group=$3
shift 3

mkdir -p "$folder/group" "$folder/machine"
export root folder
unshare -m sh -ec "mount -t cgroup2 none '$folder/group'; mkdir '$folder/group/$group'; echo $$ > '$folder/group/$group/cgroup.procs'"

exec unshare -m -n -u -i -p -C --fork --kill-child sh -ec '
mount -t tmpfs tmpfs "$folder/machine"
cd "$folder/machine"
mkdir up work root
mount -t overlay -o "volatile,lowerdir=$root,upperdir=$PWD/up,workdir=$PWD/work" overlay root
cd root

# Not what the kernel has for all, and no device but these.
mount -t proc proc proc
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mkdir -p sys dev run
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 none sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=755 tmpfs dev
for name in null zero full random urandom tty; do
  touch "dev/$name"
  mount --bind "/dev/$name" "dev/$name"
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
mount -t tmpfs tmpfs dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd

hostname mail.clear.example
echo mail.clear.example > etc/hostname
printf "127.0.0.1 localhost\n192.0.2.1 mail.clear.example mail\n" > etc/hosts
rm -f etc/resolv.conf
echo "nameserver 127.0.0.1" > etc/resolv.conf
ip link set lo up
ip addr add 192.0.2.1/32 dev lo
ip route add local 0.0.0.0/0 dev lo

mkdir -p old
pivot_root . old
umount -l /old
rmdir /old
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=other \
  setpriv --bounding-set=-sys_time,-sys_module,-sys_boot,-sys_rawio,-syslog -- "$@"
' sh "$@"
