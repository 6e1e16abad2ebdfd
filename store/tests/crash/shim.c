/* Stands between a process and the disk, for tests.
 *
 * Keeps a second tree (SHIM_SHADOW) beside the real one (SHIM_REAL) that holds only what a sync call made durable.
 * After a kill it is what a power cut would have left. Names (create, rename, remove, make folder) count as durable at
 * once and in order; contents only after fsync or fdatasync returned. sync_file_range is no promise and is not seen.
 * With SHIM_CLOCK set, the wall clock jumps up to a year back or forth at every look. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

/* Path in the second tree; 0 if the path is not in the real one. */
static int shadow_of(const char *path, char *out) {
    const char *real = getenv("SHIM_REAL"), *shadow = getenv("SHIM_SHADOW");
    size_t length;
    if (!real || !shadow || !path) return 0;
    length = strlen(real);
    if (strncmp(path, real, length) != 0) return 0;
    return snprintf(out, PATH_MAX, "%s%s", shadow, path + length) < PATH_MAX;
}

static int real_open(const char *path, int flags, int mode) { return NEXT(open)(path, flags, mode); }

static void note_created(const char *path, int flags) {
    char there[PATH_MAX];
    if ((flags & O_CREAT) && shadow_of(path, there)) {
        int file = real_open(there, O_CREAT | O_WRONLY, 0600);
        if (file >= 0) close(file);
    }
}

#define OPEN(name)                                                        \
    int name(const char *path, int flags, ...) {                         \
        va_list list;                                                     \
        int mode = 0, file;                                               \
        va_start(list, flags);                                            \
        if (flags & (O_CREAT | O_TMPFILE)) mode = va_arg(list, int);      \
        va_end(list);                                                     \
        file = NEXT(name)(path, flags, mode);                             \
        if (file >= 0) note_created(path, flags);                         \
        return file;                                                      \
    }
OPEN(open)
OPEN(open64)

int rename(const char *from, const char *to) {
    char shadow_from[PATH_MAX], shadow_to[PATH_MAX];
    int done;
    pthread_mutex_lock(&one_at_a_time);
    done = NEXT(rename)(from, to);
    if (done == 0 && shadow_of(from, shadow_from) && shadow_of(to, shadow_to)) NEXT(rename)(shadow_from, shadow_to);
    pthread_mutex_unlock(&one_at_a_time);
    return done;
}

int unlink(const char *path) {
    char there[PATH_MAX];
    int done = NEXT(unlink)(path);
    if (done == 0 && shadow_of(path, there)) NEXT(unlink)(there);
    return done;
}

int mkdir(const char *path, mode_t mode) {
    char there[PATH_MAX];
    int done = NEXT(mkdir)(path, mode);
    if (shadow_of(path, there)) NEXT(mkdir)(there, mode);
    return done;
}

static void copy_whole(int file) {
    char link[64], path[PATH_MAX], there[PATH_MAX];
    static char piece[1 << 16];
    struct stat about;
    ssize_t length;
    off_t at = 0;
    int from, to;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return;
    path[length] = 0;
    if (!shadow_of(path, there)) return;
    from = real_open(link, O_RDONLY, 0);
    if (from < 0) return;
    if (fstat(from, &about) == 0 && S_ISREG(about.st_mode)) {
        to = real_open(there, O_CREAT | O_WRONLY, 0600);
        while (to >= 0 && (length = pread(from, piece, sizeof piece, at)) > 0) {
            if (pwrite(to, piece, length, at) != length) break;
            at += length;
        }
        if (to >= 0) {
            if (ftruncate(to, at) != 0) perror("shim");
            close(to);
        }
    }
    close(from);
}

#define SYNC(name)                                    \
    int name(int file) {                              \
        int done = NEXT(name)(file);                  \
        if (done == 0 && getenv("SHIM_REAL")) {       \
            pthread_mutex_lock(&one_at_a_time);       \
            copy_whole(file);                         \
            pthread_mutex_unlock(&one_at_a_time);     \
        }                                             \
        return done;                                  \
    }
SYNC(fsync)
SYNC(fdatasync)

int clock_gettime(clockid_t clock, struct timespec *now) {
    static __thread unsigned seed = 1;
    int done = NEXT(clock_gettime)(clock, now);
    if (done == 0 && clock == CLOCK_REALTIME && getenv("SHIM_CLOCK"))
        now->tv_sec += (time_t)(rand_r(&seed) % 63072000) - 31536000;
    return done;
}
