# Writes HEADER and SOURCE: the statements and the files of the page as C arrays.
# Run by CMakeLists.txt: cmake -D FOLDER= -D GZIP= -D WORK= -D HEADER= -D SOURCE= -P embed.cmake
#
#   statement/NAME.sql  const char statement_NAME[], a text
#   page/PATH           an element of file_table[], with its ETag; texts also compressed

function(bytes_of path variable ret_size)
  file(READ ${path} hex HEX)
  string(LENGTH "${hex}" digits)
  math(EXPR size "${digits} / 2")
  string(REGEX REPLACE "(................................)" "\\1\n\t" hex "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
  set(bytes "\t${hex}0" PARENT_SCOPE)
  set(${ret_size} ${size} PARENT_SCOPE)
endfunction()

set(made "/* Made from statement and page by embed.cmake. */\n")
set(header "${made}#ifndef IOC_FILES_H\n#define IOC_FILES_H\n\n#include <stddef.h>\n\n")
set(source "${made}#include \"ioc_files.h\"\n")
set(rows "")

file(GLOB statements ${FOLDER}/statement/*.sql)
list(SORT statements)
foreach(path IN LISTS statements)
  get_filename_component(name ${path} NAME_WE)
  bytes_of(${path} statement_${name} size)
  string(APPEND header "extern const char statement_${name}[];\n")
  string(APPEND source "\nconst char statement_${name}[] = {\n${bytes}\n};\n")
endforeach()

set(type_.html "text/html; charset=utf-8")
set(type_.csv "text/csv; charset=utf-8")
set(type_.css "text/css; charset=utf-8")
set(type_.js "text/javascript; charset=utf-8")
set(type_.svg "image/svg+xml")
set(type_.json "application/json")
set(type_.txt "text/plain; charset=utf-8")
set(type_.woff2 "font/woff2")

file(GLOB_RECURSE files RELATIVE ${FOLDER}/page ${FOLDER}/page/*)
list(SORT files)
set(count 0)
foreach(path IN LISTS files)
  get_filename_component(extension ${path} LAST_EXT)
  if(NOT DEFINED type_${extension})
    message(FATAL_ERROR "page/${path} has no content type in embed.cmake")
  endif()
  file(SHA256 ${FOLDER}/page/${path} hash)
  string(SUBSTRING ${hash} 0 20 etag)
  bytes_of(${FOLDER}/page/${path} file_${count} size)
  string(APPEND source "\nstatic const unsigned char file_${count}[] = {\n${bytes}\n};\n")
  set(packed "NULL, 0")
  if(NOT extension STREQUAL ".woff2")
    execute_process(COMMAND ${GZIP} -9 -n -c ${FOLDER}/page/${path}
      OUTPUT_FILE ${WORK}/packed.gz COMMAND_ERROR_IS_FATAL ANY)
    bytes_of(${WORK}/packed.gz packed_${count} packed_size)
    string(APPEND source "\nstatic const unsigned char packed_${count}[] = {\n${bytes}\n};\n")
    set(packed "packed_${count}, ${packed_size}")
  endif()
  string(APPEND rows "\t{ \"/${path}\", \"${type_${extension}}\", \"\\\"${etag}\\\"\",\n"
    "\t  file_${count}, ${size}, ${packed} },\n")
  math(EXPR count "${count} + 1")
endforeach()

string(APPEND header "\nstruct file {\n\tconst char *path; /* as in the address */\n"
  "\tconst char *type;\n\tconst char *etag;\n"
  "\tconst unsigned char *bytes; /* a zero byte behind them */\n\tsize_t size;\n"
  "\tconst unsigned char *packed; /* gzip, or NULL */\n\tsize_t packed_size;\n};\n\n"
  "enum { FILE_COUNT = ${count} };\nextern const struct file file_table[FILE_COUNT];\n\n#endif\n")
string(APPEND source "\nconst struct file file_table[FILE_COUNT] = {\n${rows}};\n")
file(WRITE ${HEADER} "${header}")
file(WRITE ${SOURCE} "${source}")
