/* SPDX-License-Identifier: PostgreSQL
 *
 * mask.h - hides in a refused record what looks like a person.
 *
 * A refused record may hold anything, so what is shown is what is known to be harmless,
 * and the rest is hidden: values of members that the contract does not have, whole; of
 * those it has, whatever is no code, time or number or looks like a name; everything outside of texts that is
 * no number and no word of JSON.  In what is left, runs of nine digits and more (numbers of
 * identity papers, accounts), telephone numbers and e-mail addresses.  The bytes need not
 * be JSON: bytes that are not are hidden.
 *
 * A hidden byte becomes '*', so places in the payload stay what they are.  What comes out
 * is ASCII, Đ and đ, safe for a terminal.  A name in one word without a tone mark and all in
 * capitals or all in small letters, as the value of a member of the contract, cannot be told
 * from a code.
 *
 * Pure.
 */
#ifndef CONSUMERS_DEAD_MASK_H
#define CONSUMERS_DEAD_MASK_H

#include <stddef.h>

void mask_payload(char *bytes, size_t length);

/* One value beside the payload: a key, a header, a source, an id. */
void mask_value(char *bytes, size_t length);

#endif
