#include "child.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <ftw.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { START_TRIES = 200, TRY_US = 50000, OPEN_DIRECTORIES = 8 };

unsigned free_port(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	unsigned port = 0;

	if (bind(fd, (struct sockaddr *)&address, size) == 0 &&
	    getsockname(fd, (struct sockaddr *)&address, &size) == 0)
		port = ntohs(address.sin_port);
	close(fd);
	return port;
}

void server_prepare(struct test_server *child)
{
	*child = (struct test_server){ .port = free_port() };
	snprintf(child->directory, sizeof(child->directory), "/tmp/test_child.XXXXXX");
	if (!mkdtemp(child->directory))
		abort();
}

static bool takes_connections(unsigned port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons((uint16_t)port),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	bool connected = connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;

	close(fd);
	return connected;
}

static void become(struct test_server *child, char *const argv[])
{
	int nowhere = open("/dev/null", O_RDWR);

	/* A test that crashes leaves no server behind. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(nowhere, 0);
	dup2(nowhere, 1);
	dup2(nowhere, 2);
	if (chdir(child->directory) == 0)
		execv(argv[0], argv);
	_exit(127);
}

bool server_start(struct test_server *child, char *const argv[])
{
	child->pid = fork();
	if (child->pid == 0)
		become(child, argv);
	for (int i = 0; i < START_TRIES; i++) {
		int status;

		if (takes_connections(child->port))
			return true;
		if (waitpid(child->pid, &status, WNOHANG) == child->pid)
			break;
		usleep(TRY_US);
	}
	child->pid = 0;
	return false;
}

static int remove_one(const char *path, const struct stat *status, int type,
		      struct FTW *where)
{
	(void)status;
	(void)type;
	(void)where;
	return remove(path);
}

void server_stop(struct test_server *child)
{
	int status;

	if (child->pid > 0) {
		kill(child->pid, SIGKILL);
		waitpid(child->pid, &status, 0);
	}
	nftw(child->directory, remove_one, OPEN_DIRECTORIES, FTW_DEPTH | FTW_PHYS);
}
