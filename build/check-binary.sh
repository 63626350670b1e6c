#!/bin/sh
# check-binary.sh BINARY ARCH: checks that the binary runs on Lambda's provided.al2023 and needs no other libraries. Reports every violation.
set -eu
binary=$1 arch=$2
newest_glibc=2.34 # Amazon Linux 2023 keeps this version.
status=0

again="run make clean, and build the binary again"
option="remove the compiler or linker option that causes this"

# broken PROBLEM ADVICE
broken() {
  echo "check-binary: $binary $1; $2" >&2
  status=1
}

[ -x "$binary" ] || broken "is not executable" "$again"
[ -s "$binary.dbg" ] || broken "has no symbol file (.dbg) in its folder" "$again"

case $arch in
  x64) machine='Advanced Micro Devices X86-64' loader=ld-linux-x86-64.so.2 ;;
  arm64) machine=AArch64 loader=ld-linux-aarch64.so.1 ;;
  *) broken "cannot be checked for the architecture \"$arch\"" "use x64 or arm64" && exit 1 ;;
esac
header=$(LC_ALL=C readelf --file-header --wide "$binary")
segments=$(LC_ALL=C readelf --program-headers --wide "$binary")
sections=$(LC_ALL=C readelf --sections --wide "$binary")
dynamic=$(LC_ALL=C readelf --dynamic --wide "$binary")

# A binary without an interpreter is the static variant. This variant contains the C library, and must not contain OpenSSL.
budget=$((3 * 1024 * 1024))
if ! echo "$segments" | grep -q ' INTERP '; then
  budget=$((15 * 256 * 1024))
  if strings -a "$binary" | grep -qE 'lib(ssl|crypto)\.so'; then
    broken "is the static variant, but contains the file names of OpenSSL's libraries" "remove the code that uses OpenSSL from this variant"
  fi
fi
size=$(wc -c <"$binary")
[ "$size" -le "$budget" ] || broken "has $size bytes, more than the limit of $budget bytes" "remove code, or raise the limit in build/check-binary.sh"

echo "$header" | grep -q "Machine: *$machine\$" || broken "is not for $arch" "$again"
echo "$header" | grep -q 'Type: *DYN' || broken "is not position-independent" "$option"
echo "$segments" | grep 'GNU_STACK' | grep -q ' RW ' || broken "has an executable stack" "$option"
echo "$segments" | grep -q 'GNU_RELRO' || broken "has no read-only relocations" "$option"
if echo "$dynamic" | grep -qE '\((RPATH|RUNPATH)\)'; then broken "has a library search path (RPATH or RUNPATH)" "$option"; fi
if echo "$sections" | grep -qE ' \.(symtab|debug_[a-z]+) '; then broken "contains symbols or debug sections" "set StripSymbols to true in src/NativeLambda.props"; fi

# The list does not contain OpenSSL, because the binary loads OpenSSL at the first use. Other libraries such as ICU or libstdc++ are violations.
for library in $(echo "$dynamic" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); do
  case $library in
    libc.so.6 | libm.so.6 | libdl.so.2 | libpthread.so.0 | "$loader") ;;
    *) broken "needs the library $library, which is not part of the C library" "remove the code or the linker option that needs it" ;;
  esac
done

newest=$(LC_ALL=C readelf --version-info --wide "$binary" | grep -oE 'GLIBC_[0-9.]+' | sed 's/GLIBC_//' | sort -V | tail -n 1)
if [ "$(printf '%s\n' "$newest" "$newest_glibc" | sort -V | tail -n 1)" != "$newest_glibc" ]; then
  broken "needs glibc $newest, but Amazon Linux 2023 has $newest_glibc" "build it with make container"
fi

# A path of the build machine would reveal details of that machine, and would make the binary differ between machines. The second strings
# command finds managed strings, which are UTF-16.
for path in "$(pwd -P)/" "${HOME:-}/"; do
  [ ${#path} -gt 2 ] || continue
  if { strings -a "$binary" && strings -a -e l "$binary"; } | grep -qF -- "$path"; then broken "contains the path $path of the build machine" "$again"; fi
done
exit $status
