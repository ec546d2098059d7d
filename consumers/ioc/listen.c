/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/listen.h"

#include <arpa/inet.h>
#include <string.h>

bool
listen_address(const struct conf *conf, struct sockaddr_storage *ret_address,
	      bool *ret_six, struct error *err)
{
	struct sockaddr_in *four = (struct sockaddr_in *)ret_address;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)ret_address;
	const char *listen = conf->ioc_listen;

	*ret_address = (struct sockaddr_storage){ 0 };
	*ret_six = false;
	if (strcmp(listen, "localhost") == 0)
		listen = "127.0.0.1";
	if (inet_pton(AF_INET, listen, &four->sin_addr) == 1 &&
	    (ntohl(four->sin_addr.s_addr) >> 24) == IN_LOOPBACKNET) {
		four->sin_family = AF_INET;
		four->sin_port = htons((uint16_t)conf->ioc_port);
		return true;
	}
	if (inet_pton(AF_INET6, listen, &six->sin6_addr) == 1 &&
	    IN6_IS_ADDR_LOOPBACK(&six->sin6_addr)) {
		six->sin6_family = AF_INET6;
		six->sin6_port = htons((uint16_t)conf->ioc_port);
		*ret_six = true;
		return true;
	}
	error_set(err, ERROR_CONFIG,
		  "cannot listen on \"%s\": only addresses of this machine alone are "
		  "allowed", conf->ioc_listen);
	return error_hint(err, "Set ioc.listen to 127.0.0.1 or ::1.  Other addresses need "
			       "TLS and sign-in, which this version does not have; let a "
			       "proxy that has them reach the loopback address.");
}
