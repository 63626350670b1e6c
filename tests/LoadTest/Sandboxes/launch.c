/* launch PROGRAM [ARGUMENT...]
 *
 * Starts a measured program. Records the time and the resource usage of this process so far, and executes the program with its own environment.
  * Writes the note to file descriptor 3, which the program does not inherit. This launcher is linked statically, so that it loads no library that a
  * measured program also loads. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* ExecNote.cs has the same fields in the same order. */
struct note { int64_t exec_ns, cpu_ns, minor_faults, major_faults, read_bytes; };

static int64_t clock_ns(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

int main(int count, char **arguments) {
  if (count < 2) return 2;
  /* The kernel kills the sandbox when the load test ends. The thread that starts sandboxes ends last. */
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  fcntl(3, F_SETFD, FD_CLOEXEC);
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  /* ru_inblock counts blocks of 512 bytes. */
  struct note note = {0, clock_ns(CLOCK_PROCESS_CPUTIME_ID), used.ru_minflt, used.ru_majflt, used.ru_inblock * INT64_C(512)};
  note.exec_ns = clock_ns(CLOCK_MONOTONIC);
  if (write(3, &note, sizeof note) != sizeof note) return 125;
  execv(arguments[1], arguments + 1);
  perror(arguments[1]);
  return 127;
}
