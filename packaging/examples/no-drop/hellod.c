/*
 * hellod: an HTTP daemon that can be upgraded without dropping a connection. It does three things for it, each marked with its number:
 *
 *   (1) it takes its listening socket from systemd (sd_listen_fds(3)), which holds the port while no daemon runs;
 *   (2) on SIGTERM it accepts nothing more, and answers what it has in hand;
 *   (3) each of those answers says "Connection: close", so that a client that keeps its connection opens another one, which waits for the next version.
 *
 * No library: cc -O2 -Wall -DVERSION='"1.0.0"' -o hellod hellod.c
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#ifndef VERSION
#define VERSION "0.0.0"
#endif
/* What /health answers. The test of this example makes an ill version by another one. */
#ifndef HEALTH
#define HEALTH "200 OK"
#endif
#define BODY "hello " VERSION "\n"

enum { listen_fd = 3, guests_max = 1000, request_max = 8192, drain_ms = 1000 };

/* What systemd must wait for: the answer to a request that has begun. `is_last`: answered for good, until the guest hangs up as well. */
struct guest { int fd, is_last; size_t has; char request[request_max]; };
static struct guest guests[guests_max];
static size_t guest_count;
static volatile sig_atomic_t is_asked_to_stop;

static void on_term(int signal) { (void)signal; is_asked_to_stop = 1; }

static long now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000L + now.tv_nsec / 1000000;
}

/* sd_notify(3), for Type=notify. */
static void notify(const char *text) {
  const char *path = getenv("NOTIFY_SOCKET");
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  if (path == NULL || strlen(path) >= sizeof to.sun_path) return;
  strcpy(to.sun_path, path);
  if (path[0] == '@') to.sun_path[0] = '\0';
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  sendto(fd, text, strlen(text), 0, (struct sockaddr *)&to, offsetof(struct sockaddr_un, sun_path) + strlen(path));
  close(fd);
}

/* (1) LISTEN_PID must be ours: a child of a daemon inherits the variables, and not the socket. */
static void take_socket(void) {
  const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
  if (pid == NULL || count == NULL || atol(pid) != getpid() || atoi(count) != 1) {
    fprintf(stderr, "systemd handed over no socket: start hellod.socket\n");
    exit(1);
  }
  fcntl(listen_fd, F_SETFD, FD_CLOEXEC);
  fcntl(listen_fd, F_SETFL, fcntl(listen_fd, F_GETFL) | O_NONBLOCK);
}

static void hang_up(size_t at) {
  close(guests[at].fd);
  guests[at] = guests[--guest_count];
}

static void welcome(void) {
  int fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd < 0) return;
  guests[guest_count].fd = fd;
  guests[guest_count].has = 0;
  guests[guest_count++].is_last = 0;
}

/* Small enough for any socket's buffer. */
static int answer(struct guest *guest, int is_draining) {
  char text[256];
  int is_health = strncmp(guest->request, "GET /health ", 12) == 0;
  /* (3) */
  guest->is_last = is_draining || strcasestr(guest->request, "\r\nconnection: close") != NULL;
  int size = snprintf(text, sizeof text, "HTTP/1.1 %s\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\nConnection: %s\r\n\r\n%s",
    is_health ? HEALTH : "200 OK", strlen(BODY), guest->is_last ? "close" : "keep-alive", BODY);
  if (send(guest->fd, text, size, MSG_NOSIGNAL) != size) return -1;
  /* Not close(2): what the guest has sent meanwhile would reset the connection, and the answer be lost. */
  if (guest->is_last) shutdown(guest->fd, SHUT_WR);
  return 0;
}

/* Requests without a body. -1: the guest is gone. */
static int serve(struct guest *guest, int is_draining) {
  ssize_t some = recv(guest->fd, guest->request + guest->has, request_max - 1 - guest->has, 0);
  if (some < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
  if (some == 0) return -1;
  if (guest->is_last) return 0;
  guest->has += some;
  guest->request[guest->has] = '\0';
  for (char *end; (end = strstr(guest->request, "\r\n\r\n")) != NULL && !guest->is_last;) {
    if (answer(guest, is_draining) < 0) return -1;
    guest->has -= end + 4 - guest->request;
    memmove(guest->request, end + 4, guest->has + 1);
  }
  return guest->has < request_max - 1 ? 0 : -1;
}

int main(int count, char **words) {
  if (count > 1 && strcmp(words[1], "--version") == 0) { puts("hellod " VERSION); return 0; }
  take_socket();
  /* SIGTERM comes only while we wait: not between a look at the flag and the wait. */
  sigset_t term, usual;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  sigprocmask(SIG_BLOCK, &term, &usual);
  sigaction(SIGTERM, &(struct sigaction){.sa_handler = on_term}, NULL);
  notify("READY=1\nSTATUS=hellod " VERSION);
  for (long drain_until_ms = 0;;) {
    /* (2) Without the door: whoever knocks from now on is for the next version. */
    if (is_asked_to_stop && drain_until_ms == 0) { notify("STOPPING=1\nSTATUS=answering what is in hand"); drain_until_ms = now_ms() + drain_ms; }
    if (is_asked_to_stop && (guest_count == 0 || now_ms() >= drain_until_ms)) return 0;
    struct pollfd ears[guests_max + 1];
    for (size_t at = 0; at < guest_count; at++) ears[at] = (struct pollfd){.fd = guests[at].fd, .events = POLLIN};
    ears[guest_count] = (struct pollfd){.fd = is_asked_to_stop || guest_count == guests_max ? -1 : listen_fd, .events = POLLIN};
    struct timespec tenth = {0, 100000000};
    size_t heard = guest_count;
    if (ppoll(ears, heard + 1, is_asked_to_stop ? &tenth : NULL, &usual) <= 0) continue;
    /* Backwards: whoever hangs up is replaced by the last, which was served already. */
    for (size_t at = heard; at-- > 0;) if (ears[at].revents != 0 && serve(&guests[at], is_asked_to_stop) < 0) hang_up(at);
    if (ears[heard].revents != 0 && !is_asked_to_stop) welcome();
  }
}
