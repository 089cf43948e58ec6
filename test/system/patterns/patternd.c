/*
 * patternd - a daemon with one bad habit, or none. What it is, it reads from the end of its own file: a release is this
 * program and one line behind it, so that whatever differs between two versions differs in the file, as with a real daemon.
 *
 *   patternd PORT [forking PIDFILE|-]     patternd --version     patternd --selftest
 *
 * The line: `version=2.0.0 says=2.0.0` and habits, `name=value` each, padded with spaces to 256 bytes.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
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

#define LINE 256

static char line[LINE + 2];
static long began;
static int asked;

static long now_ms(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec * 1000L + at.tv_nsec / 1000000L;
}

static void read_line(void) {
  int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  line[0] = ' ';
  if (file < 0 || lseek(file, -LINE, SEEK_END) < 0 || read(file, line + 1, LINE) != LINE) exit(90);
  close(file);
}

/* The value of a habit, or "" when it has not got it. Valid until the next four calls. */
static const char *habit(const char *name) {
  static char values[4][LINE];
  static int turn;
  char wanted[64], *value = values[turn++ % 4], *at;
  snprintf(wanted, sizeof wanted, " %s=", name);
  value[0] = 0;
  if ((at = strstr(line, wanted)) != NULL) sscanf(at + strlen(wanted), "%255s", value);
  return value;
}
static int is(const char *name, const char *value) { return strcmp(habit(name), value) == 0; }
static long number(const char *name) { return atol(habit(name)); }

static void say(const char *words) { printf("patternd %s: %s\n", habit("version"), words); fflush(stdout); }

static void notify(const char *words) {
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  const char *path = getenv("NOTIFY_SOCKET");
  int door = path == NULL ? -1 : socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (door < 0) return;
  strncpy(to.sun_path, path, sizeof to.sun_path - 1);
  socklen_t size = offsetof(struct sockaddr_un, sun_path) + strlen(to.sun_path);
  if (to.sun_path[0] == '@') to.sun_path[0] = 0;
  if (sendto(door, words, strlen(words), 0, (struct sockaddr *)&to, size) < 0) perror("notify");
  close(door);
}

static void for_ever(void) { for (;;) pause(); }

/* Given by a socket unit, or our own. -1: somebody else has the port, and that is the habit. */
static int listen_on(int port) {
  if (getenv("LISTEN_FDS") != NULL) return 3;
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  int door = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
  setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(door, (struct sockaddr *)&at, sizeof at) == 0 && listen(door, 64) == 0) return door;
  close(door);
  if (is("unbound", "stay")) { say("cannot bind, but who cares"); return -1; }
  fprintf(stderr, "cannot listen on port %d: %s\n", port, strerror(errno));
  exit(1);
}

static void answer(int guest, const char *status, const char *more, const char *body) {
  dprintf(guest, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\nConnection: close\r\n%s\r\n%s", status, strlen(body), more, body);
}

static void endless(int guest) {
  static char chunk[65536];
  memset(chunk, 'x', sizeof chunk);
  dprintf(guest, "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\nConnection: close\r\n\r\n");
  for (int sent = 0; sent < 16384; sent++)
    if (write(guest, chunk, sizeof chunk) < 0) return;
}

static void serve(int guest) {
  char request[4096] = "", body[256];
  struct timeval patience = {1, 0};
  const char *http = habit("http");
  setsockopt(guest, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(guest, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  for (size_t got = 0; strstr(request, "\r\n\r\n") == NULL && got < sizeof request - 1;) {
    ssize_t some = read(guest, request + got, sizeof request - 1 - got);
    if (some <= 0) break;
    got += some;
  }
  snprintf(body, sizeof body, "{\"status\":\"ok\",\"version\":\"%s\",\"pid\":%d}", habit("version"), getpid());
  asked++;
  if (strcmp(http, "hang") == 0) return; /* kept open, never answered */
  if (strcmp(http, "endless") == 0) endless(guest);
  else if (strcmp(http, "redirect") == 0) answer(guest, "302 Found", "Location: /elsewhere\r\n", "");
  else if (strcmp(http, "not-ok") == 0) answer(guest, "200 OK", "", "{\"status\":\"not ok\"}");
  else if (strcmp(http, "alternate") == 0 && asked % 2 == 0) answer(guest, "500 Oh dear", "", body);
  else if (strcmp(http, "late") == 0 && now_ms() - began < 1500) answer(guest, "503 Soon", "", body);
  /* As behind a cache: whoever does not ask for a fresh answer is told that all is well. */
  else if (strcmp(http, "cached") == 0 && strstr(request, "no-store") != NULL) answer(guest, "503 Not behind the cache", "", body);
  else answer(guest, "200 OK", "", body);
  close(guest);
}

/* Says how far it has come, and is ready after seven seconds. */
static void migrate(long alive_ms) {
  static int is_ready = 0;
  char status[64];
  if (is_ready) return;
  is_ready = alive_ms >= 7000;
  snprintf(status, sizeof status, "STATUS=migrating %ld/14", alive_ms / 500);
  notify(is_ready ? "READY=1\nSTATUS=ready" : status);
}

/* Ten times a second: whatever the clock alone decides. */
static void tick(long alive_ms, long idle_ms) {
  if (getenv("WATCHDOG_USEC") != NULL) notify("WATCHDOG=1");
  if (is("ready", "extend")) notify("EXTEND_TIMEOUT_USEC=20000000");
  if (is("ready", "progress")) migrate(alive_ms);
  if (number("die") > 0 && alive_ms >= number("die")) { fprintf(stderr, "out of memory in frobnicate()\n"); exit(4); }
  if (number("deadlock") > 0 && alive_ms >= number("deadlock")) { say("waits for a lock that nobody holds"); for_ever(); }
  if (number("idle") > 0 && idle_ms >= number("idle")) { say("nobody comes, so I go"); exit(0); }
}

static void run(int port) {
  int door = number("listen") > 0 ? -1 : listen_on(port), is_open = number("listen") == 0;
  began = now_ms();
  long busy = began;
  if (!is("ready", "no") && !is("ready", "extend") && !is("ready", "progress")) { notify("READY=1"); say("ready"); }
  for (;;) {
    struct pollfd ear = {.fd = door, .events = POLLIN};
    if (poll(&ear, 1, 100) > 0 && (ear.revents & POLLIN)) {
      int guest = accept4(door, NULL, NULL, SOCK_CLOEXEC);
      if (guest >= 0) serve(guest);
      busy = now_ms();
    }
    if (!is_open && now_ms() - began >= number("listen")) { door = listen_on(port); is_open = 1; }
    tick(now_ms() - began, now_ms() - busy);
  }
}

/* The main process holds nothing; its child has the port and answers. */
static void run_in_child(int port) {
  if (fork() == 0) { unsetenv("NOTIFY_SOCKET"); run(port); }
  usleep(100000);
  notify("READY=1");
  for_ever();
}

/* As daemons did before there was a service manager. */
static void become_daemon(int port, const char *pid_file) {
  int pipes[2], siblings = is("fork", "twice") ? 2 : 1;
  char told;
  if (pipe(pipes) != 0) exit(91);
  for (int child = 0; child < siblings; child++) {
    if (fork() != 0) continue;
    close(pipes[0]);
    FILE *file = strcmp(pid_file, "-") == 0 || is("fork", "no-pid-file") ? NULL : fopen(pid_file, "w");
    if (file != NULL) { fprintf(file, "%d\n", getpid()); fclose(file); }
    if (write(pipes[1], ".", 1) != 1) exit(92);
    close(pipes[1]);
    if (child > 0) for_ever();
    run(port);
  }
  close(pipes[1]);
  while (read(pipes[0], &told, 1) > 0 && --siblings > 0) {}
  exit(0);
}

int main(int count, char **words) {
  read_line();
  if (count > 1 && strcmp(words[1], "--version") == 0) { printf("patternd v%s\n", habit("says")); return 0; }
  if (count > 1 && strcmp(words[1], "--selftest") == 0) { if (is("selftest", "fails")) fprintf(stderr, "the selftest found a hole\n"); return is("selftest", "fails"); }
  signal(SIGPIPE, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  signal(SIGCHLD, SIG_IGN);
  if (is("term", "ignore")) signal(SIGTERM, SIG_IGN);
  if (habit("exit")[0] != 0) { fprintf(stderr, "unknown key 'listen_adress' in '/etc/patternd.conf'\n"); return (int)number("exit"); }
  int port = count > 1 ? atoi(words[1]) : 0;
  if (count > 3 && strcmp(words[2], "forking") == 0) become_daemon(port, words[3]);
  if (is("child", "serves")) run_in_child(port);
  run(port);
}
