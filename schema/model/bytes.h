/* SPDX-License-Identifier: PostgreSQL
 *
 * bytes.h - numbers as bytes that sort as the numbers do.
 *
 * Big-endian; a signed number has its sign bit turned, so that memcmp and the
 * database's bytea order agree with the order of the numbers.
 */
#ifndef SCHEMA_MODEL_BYTES_H
#define SCHEMA_MODEL_BYTES_H

#include <stdint.h>

#define BYTES_SIGN_BIT (UINT64_C(1) << 63)

static inline void
put_u32(unsigned char *bytes, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		bytes[i] = (unsigned char)(value >> (24 - 8 * i));
}

static inline uint32_t
get_u32(const unsigned char *bytes)
{
	uint32_t value = 0;

	for (int i = 0; i < 4; i++)
		value = value << 8 | bytes[i];
	return value;
}

static inline void
put_u64(unsigned char *bytes, uint64_t value)
{
	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(value >> (56 - 8 * i));
}

static inline uint64_t
get_u64(const unsigned char *bytes)
{
	uint64_t value = 0;

	for (int i = 0; i < 8; i++)
		value = value << 8 | bytes[i];
	return value;
}

static inline void
put_i64(unsigned char *bytes, int64_t value)
{
	put_u64(bytes, (uint64_t)value ^ BYTES_SIGN_BIT);
}

static inline int64_t
get_i64(const unsigned char *bytes)
{
	return (int64_t)(get_u64(bytes) ^ BYTES_SIGN_BIT);
}

#endif
