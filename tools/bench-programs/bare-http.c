/* The bare work that no server with libmicrohttpd can leave out: answer every request with the same
 * bytes from memory. Usage: bare-http FILE CONTENT-TYPE; prints the port, ends with standard input.
 */
#include <glib.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <unistd.h>

static enum MHD_Result
answer(void *response, struct MHD_Connection *connection, const char *url G_GNUC_UNUSED,
       const char *method G_GNUC_UNUSED, const char *version G_GNUC_UNUSED,
       const char *data G_GNUC_UNUSED, size_t *size G_GNUC_UNUSED, void **context)
{
  /* An answer at the first call also closes the connection, which would make docket look five times faster than this. */
  if (*context == NULL) {
    *context = response;
    return MHD_YES;
  }
  return MHD_queue_response(connection, MHD_HTTP_OK, response);
}

int
main(int argc, char **argv)
{
  char *bytes = NULL;
  gsize len = 0;
  if (argc != 3 || !g_file_get_contents(argv[1], &bytes, &len, NULL))
    return 2;
  struct MHD_Response *response =
      MHD_create_response_from_buffer(len, bytes, MHD_RESPMEM_PERSISTENT);
  MHD_add_response_header(response, "Content-Type", argv[2]);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct MHD_Daemon *daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, answer,
                                               response, MHD_OPTION_THREAD_POOL_SIZE, 2u,
                                               MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_END);
  if (daemon == NULL)
    return 1;
  printf("%u\n", MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
  fflush(stdout);
  char byte;
  while (read(STDIN_FILENO, &byte, 1) > 0)
    ;
  MHD_stop_daemon(daemon);
  MHD_destroy_response(response);
  g_free(bytes);
  return 0;
}
