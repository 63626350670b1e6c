/* Lets tests change the wall clock and the name resolution of the authorizer. The library is preloaded into the authorizer's process.
 * All other calls go to the C library. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Reads the offset of the wall clock in seconds. SHIM_CLOCK is the path of the file that contains it. */
static long offset(void)
{
    const char *path = getenv("SHIM_CLOCK");
    FILE *file = path ? fopen(path, "r") : NULL;
    long seconds = 0;
    if (file) {
        if (fscanf(file, "%ld", &seconds) != 1)
            seconds = 0;
        fclose(file);
    }
    return seconds;
}

int clock_gettime(clockid_t clock, struct timespec *time)
{
    static int (*next)(clockid_t, struct timespec *);
    if (!next)
        next = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int result = next(clock, time);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        time->tv_sec += offset();
    return result;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **result)
{
    static int (*next)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    if (!next)
        next = (int (*)(const char *, const char *, const struct addrinfo *, struct addrinfo **))dlsym(RTLD_NEXT, "getaddrinfo");
    if (name && strcmp(name, "hangs.example") == 0) {
        sleep(30);
        return EAI_AGAIN;
    }
    if (name && strcmp(name, "two.example") == 0) {
        int error = next("192.0.2.1", service, hints, result);
        return error ? error : next("127.0.0.1", service, hints, &(*result)->ai_next);
    }
    return next(name, service, hints, result);
}
