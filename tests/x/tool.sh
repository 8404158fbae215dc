#!/bin/sh
# Stands for every tool that `./x` calls for a build, under that tool's name: it writes files as the tool would, small ones,
# and a line about itself to $CALLS. What it is not known for fails, so nothing is ever installed.
set -eu
name=${0##*/}
version_in_x() { sed -n "s/^$1=//p" x; }

case "$name $*" in
  'rustc --version' | 'cargo --version') echo "$name 1.95.0" && exit ;;
  'rustc --print sysroot') echo "${0%/bin/*}/sysroot" && exit ;;
  'rustc -vV') echo 'host: a-test-host' && exit ;;
  'wasm-bindgen --version') echo "$name $(version_in_x WASM_BINDGEN)" && exit ;;
  'trunk --version') echo "$name $(version_in_x TRUNK)" && exit ;;
esac

printf '%s\n' "$name $*${RUSTFLAGS:+ RUSTFLAGS=$RUSTFLAGS}" >>"$CALLS"
[ "$name" != df ] || {
  printf 'Filesystem 1024-blocks Used Available Capacity Mounted\nfake 9 9 %s 9%% /\n' "$DISK_KB"
  exit
}

# What stands behind an option.
after() {
  wanted=$1
  shift
  while [ "$1" != "$wanted" ]; do shift; done
  printf %s "$2"
}
last() { eval "printf %s \"\${$#}\""; }
# An empty module, and a section that holds ten characters.
module() { printf '\000asm\001\000\000\000'; }
section() { printf '\000\013\012%-10.10s' "$1"; }

case "$name $*" in
  'cargo fetch'*) ;;
  'cargo build --quiet --bin meanwhile') mkdir -p target/debug && cp "$SERVER" target/debug/meanwhile ;;
  'cargo build --release'*)
    folder=target/$(after --target "$@")/release
    mkdir -p "$folder"
    # Not even a full disk keeps this from being there.
    ln -sf "$SERVER" "$folder/meanwhile"
    ;;
  'cargo build --profile'*)
    folder=$(after --target-dir "$@")/$(after --target "$@")/$(after --profile "$@")
    mkdir -p "$folder"
    module >"$folder/$(after --bin "$@").wasm"
    ;;
  'wasm-bindgen '*)
    program=$(last "$@") && program=${program##*/} && program=${program%.wasm}
    case " $* " in *' --out-name '*) program=$(after --out-name "$@") ;; esac
    out=$(after --out-dir "$@")
    mkdir -p "$out"
    cp "$(last "$@")" "$out/${program}_bg.wasm"
    echo "export const name = '$program';" >"$out/$program.js"
    ;;
  'trunk --quiet build'*)
    out=$(sed -n 's/^dist = "\(.*\)"/\1/p' Trunk.toml)
    mkdir -p "$out"
    cp index.html "$out/"
    module >"$out/meanwhile_bg.wasm"
    # Long, and compresses badly: a disk may be too full for it, or for its twins alone.
    awk 'BEGIN { for (n = 1; i < 3000; i++) { n = n * 16807 % 2147483647; print n } }' >"$out/meanwhile.js"
    ;;
  'wasm-opt '*)
    out=$(after -o "$@")
    # What comes out depends on the options, as it does with the real one.
    section "$(echo "$*" | sed 's| [^ ]*_bg.wasm.*||' | cksum)" >>"$out"
    if [ "${BREAKS:-}" = wasm-opt ]; then
      echo 'broken on purpose' >&2
      exit 1
    fi
    ;;
  *)
    echo "$name is not to be had in a test: $*" >&2
    exit 1
    ;;
esac
