/* viewer: see viewer.h. */
#include "cli/viewer.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/say.h"

/* In a session of its own: what ends us does not end it. A pipe that closes at exec tells whether it came that far. */
static void start(const char *path, int told) {
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	setsid();
	int null = open("/dev/null", O_RDWR);
	for (int fd = 0; fd < 3; fd++) {
		dup2(null, fd);
	}
	execlp("xdg-open", "xdg-open", path, (char *)NULL);
	int error = errno;
	ssize_t n = write(told, &error, sizeof(error));
	_exit(n < 0);
}

void viewer_open(const char *path) {
	int pipe_fd[2], error = 0;
	if (pipe2(pipe_fd, O_CLOEXEC) != 0) {
		say_note("%s cannot be shown: %s", path, strerror(errno));
		return;
	}
	/* Forked twice: nobody has to wait for a viewer. */
	pid_t pid = fork();
	if (pid == 0) {
		if (fork() == 0) {
			start(path, pipe_fd[1]);
		}
		_exit(0);
	}
	close(pipe_fd[1]);
	if (pid < 0 || waitpid(pid, NULL, 0) < 0 || read(pipe_fd[0], &error, sizeof(error)) == (ssize_t)sizeof(error)) {
		say_note("%s cannot be shown: xdg-open: %s", path, strerror(error != 0 ? error : errno));
		say_note("    hint: install the package xdg-utils, or open it in a viewer yourself");
	}
	close(pipe_fd[0]);
}
