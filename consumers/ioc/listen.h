/* SPDX-License-Identifier: PostgreSQL
 *
 * listen.h - which address the operations centre may listen on.
 *
 * Loopback only: no TLS and no sign-in stand before these numbers yet.
 */
#ifndef CONSUMERS_IOC_LISTEN_H
#define CONSUMERS_IOC_LISTEN_H

#include <stdbool.h>
#include <sys/socket.h>

#include "schema/base/conf.h"
#include "schema/base/error.h"

bool listen_address(const struct conf *conf, struct sockaddr_storage *ret_address,
		    bool *ret_six, struct error *err) MUST_CHECK;

#endif
