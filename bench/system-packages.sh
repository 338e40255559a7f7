#!/bin/sh
# The programs that the benchmark compares with: nginx as proxy, wrk as load. Installs them as root on Debian, else says what is missing.
set -eu
missing=""
{ command -v nginx || [ -x /usr/sbin/nginx ]; } >/dev/null 2>&1 || missing="$missing nginx-light"
command -v wrk >/dev/null 2>&1 || missing="$missing wrk"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    # nginx must not start by itself as a service when it is installed.
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d.bench && chmod +x /usr/sbin/policy-rc.d.bench
    [ -e /usr/sbin/policy-rc.d ] || { ln -s policy-rc.d.bench /usr/sbin/policy-rc.d && trap 'rm -f /usr/sbin/policy-rc.d' EXIT; }
    trap 'rm -f /usr/sbin/policy-rc.d.bench; [ -e /usr/sbin/policy-rc.d ] || rm -f /usr/sbin/policy-rc.d' EXIT
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "Missing for the benchmark, whose rows are left out or measured less exactly:$missing" >&2
fi
