/* A shim (LD_PRELOAD) that counts the calls that change a folder, and makes the n-th of them fail.

strace can do both, but it counts per thread (`when=N`), and each point costs a new interpreter. Here the counter is one
for all threads, only calls under a prefix count, and a process that has imported everything forks for each point.
tests/publication/pannes/test_points.py holds that strace sees the same calls. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { RIEN, TUER, ERREUR, COUPER, COURT };
#define FS_IOC_SHUTDOWN 0x8004587d

static char prefixe[4096];
static size_t longueur;
static atomic_int compteur;
static int cible, mode, numero, sans_fsync, disque = -1, journal = -1;

/* mode_: what to do at call `n` of those under `p`; fd of the list of calls, fd of the file system to cut. */
void panne_armer(const char *p, int n, int mode_, int numero_, int sans_fsync_, int journal_, int disque_) {
    snprintf(prefixe, sizeof prefixe, "%s", p);
    cible = n, mode = mode_, numero = numero_, sans_fsync = sans_fsync_, journal = journal_, disque = disque_;
    atomic_store(&compteur, 0);
    longueur = strlen(prefixe);
}

int panne_compte(void) { return atomic_load(&compteur); }

static void entier(int dirfd, const char *chemin, char *dest, size_t taille) {
    char base[4096] = "";
    if (chemin && chemin[0] == '/') { snprintf(dest, taille, "%s", chemin); return; }
    if (dirfd == AT_FDCWD) { if (!getcwd(base, sizeof base)) base[0] = 0; }
    else {
        char lien[64];
        snprintf(lien, sizeof lien, "/proc/self/fd/%d", dirfd);
        ssize_t n = readlink(lien, base, sizeof base - 1);
        base[n < 0 ? 0 : n] = 0;
    }
    if (chemin) snprintf(dest, taille, "%s/%s", base, chemin);
    else snprintf(dest, taille, "%s", base);
}

void panne_couper(int fd) { unsigned flags = 2; ioctl(fd, FS_IOC_SHUTDOWN, &flags); }

/* Returns 0: go on; -1: fail with errno set; 1: do half of it. */
static int point(const char *nom, int dirfd, const char *chemin) {
    if (!longueur) return 0;
    int garde = errno;
    char ou[8192];
    entier(dirfd, chemin, ou, sizeof ou);
    if (strncmp(ou, prefixe, longueur) || (ou[longueur] && ou[longueur] != '/')) { errno = garde; return 0; }
    int n = atomic_fetch_add(&compteur, 1) + 1;
    if (journal >= 0) {
        char ligne[8400];
        int t = snprintf(ligne, sizeof ligne, "%s %s\n", nom, ou + longueur);
        syscall(SYS_write, journal, ligne, t);
    }
    errno = garde;
    if (n != cible || mode == RIEN) return 0;
    if (mode == COUPER) panne_couper(disque);
    if (mode == COUPER || mode == TUER) { syscall(SYS_kill, getpid(), SIGKILL); for (;;) pause(); }
    if (mode == COURT) return 1;
    errno = numero;
    return -1;
}

#define VRAI(type, nom, ...) static type (*vrai)(__VA_ARGS__); if (!vrai) vrai = dlsym(RTLD_NEXT, nom)
#define GARDE(nom, dirfd, chemin) if (point(nom, dirfd, chemin) < 0) return -1

#define OUVRIR(nom) int nom(const char *chemin, int flags, ...) { \
    VRAI(int, #nom, const char *, int, ...); mode_t m = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { va_list a; va_start(a, flags); m = va_arg(a, mode_t); va_end(a); } \
    if ((flags & O_CREAT) && point("open", AT_FDCWD, chemin) < 0) return -1; \
    return vrai(chemin, flags, m); }
#define OUVRIR_A(nom) int nom(int dirfd, const char *chemin, int flags, ...) { \
    VRAI(int, #nom, int, const char *, int, ...); mode_t m = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { va_list a; va_start(a, flags); m = va_arg(a, mode_t); va_end(a); } \
    if ((flags & O_CREAT) && point("open", dirfd, chemin) < 0) return -1; \
    return vrai(dirfd, chemin, flags, m); }
OUVRIR(open) OUVRIR(open64) OUVRIR_A(openat) OUVRIR_A(openat64)

ssize_t write(int fd, const void *b, size_t t) {
    VRAI(ssize_t, "write", int, const void *, size_t);
    int p = point("write", fd, NULL);
    if (p < 0) return -1;
    return vrai(fd, b, p && t > 1 ? t / 2 : t);
}
#define PWRITE(nom) ssize_t nom(int fd, const void *b, size_t t, off64_t o) { \
    VRAI(ssize_t, #nom, int, const void *, size_t, off64_t); \
    int p = point("pwrite", fd, NULL); if (p < 0) return -1; return vrai(fd, b, p && t > 1 ? t / 2 : t, o); }
PWRITE(pwrite) PWRITE(pwrite64)
ssize_t writev(int fd, const struct iovec *v, int n) {
    VRAI(ssize_t, "writev", int, const struct iovec *, int);
    GARDE("writev", fd, NULL); return vrai(fd, v, n);
}
#define TRONQUER(nom) int nom(int fd, off64_t t) { \
    VRAI(int, #nom, int, off64_t); GARDE("ftruncate", fd, NULL); return vrai(fd, t); }
TRONQUER(ftruncate) TRONQUER(ftruncate64)
#define SYNC(nom) int nom(int fd) { \
    VRAI(int, #nom, int); GARDE(#nom, fd, NULL); \
    return sans_fsync && longueur ? 0 : vrai(fd); }
SYNC(fsync) SYNC(fdatasync)
#define UN(nom) int nom(const char *a) { VRAI(int, #nom, const char *); GARDE(#nom, AT_FDCWD, a); return vrai(a); }
UN(unlink) UN(rmdir)
int unlinkat(int d, const char *a, int f) {
    VRAI(int, "unlinkat", int, const char *, int); GARDE("unlink", d, a); return vrai(d, a, f);
}
int mkdir(const char *a, mode_t m) { VRAI(int, "mkdir", const char *, mode_t); GARDE("mkdir", AT_FDCWD, a); return vrai(a, m); }
int mkdirat(int d, const char *a, mode_t m) {
    VRAI(int, "mkdirat", int, const char *, mode_t); GARDE("mkdir", d, a); return vrai(d, a, m);
}
int chmod(const char *a, mode_t m) { VRAI(int, "chmod", const char *, mode_t); GARDE("chmod", AT_FDCWD, a); return vrai(a, m); }
int fchmod(int fd, mode_t m) { VRAI(int, "fchmod", int, mode_t); GARDE("chmod", fd, NULL); return vrai(fd, m); }
int fchmodat(int d, const char *a, mode_t m, int f) {
    VRAI(int, "fchmodat", int, const char *, mode_t, int); GARDE("chmod", d, a); return vrai(d, a, m, f);
}
int rename(const char *a, const char *b) {
    VRAI(int, "rename", const char *, const char *); GARDE("rename", AT_FDCWD, b); return vrai(a, b);
}
int renameat(int d, const char *a, int e, const char *b) {
    VRAI(int, "renameat", int, const char *, int, const char *); GARDE("rename", e, b); return vrai(d, a, e, b);
}
int renameat2(int d, const char *a, int e, const char *b, unsigned f) {
    VRAI(int, "renameat2", int, const char *, int, const char *, unsigned);
    GARDE("rename", e, b); return vrai(d, a, e, b, f);
}
int symlink(const char *a, const char *b) {
    VRAI(int, "symlink", const char *, const char *); GARDE("symlink", AT_FDCWD, b); return vrai(a, b);
}
int symlinkat(const char *a, int d, const char *b) {
    VRAI(int, "symlinkat", const char *, int, const char *); GARDE("symlink", d, b); return vrai(a, d, b);
}
int link(const char *a, const char *b) {
    VRAI(int, "link", const char *, const char *); GARDE("link", AT_FDCWD, b); return vrai(a, b);
}
