/* Secrets: named in stanch.yaml, kept elsewhere. */
#include "config/file.h"
#include "config/values.h"

#include <stdlib.h>
#include <string.h>

/* An editor ends a file with a newline; no secret ends in one. */
static bool keep(struct reader *reader, const struct spot *spot, str secret,
		 str *ret_secret)
{
	*ret_secret = arena_copy(reader->arena, str_trim(secret));
	if (ret_secret->length > 0)
		return true;
	reader_tell(reader, spot, "names a secret that is empty");
	return false;
}

bool secret_from_file(struct reader *reader, const struct spot *spot, str *ret_secret)
{
	struct error error = { 0 };
	str name, secret;

	if (!reader_text(reader, spot, &name))
		return false;

	str path = path_join(reader->scratch, reader->folder, name);

	if (file_read(reader->scratch, path, SECRET_BYTES_MAX, &secret, &error))
		return keep(reader, spot, secret, ret_secret);

	str problem = str_of(error.text);
	bool says_why = str_starts_with(problem, path);

	problem = str_slice(problem, path.length, problem.length);
	reader_tell(reader, spot, "the file that it names cannot be read" STR_FMT,
		    STR_ARG(says_why ? problem : STR("")));
	return false;
}

bool secret_from_env(struct reader *reader, const struct spot *spot, str *ret_secret)
{
	str name;

	if (!reader_text(reader, spot, &name))
		return false;

	const char *secret = getenv(name.bytes);

	if (secret)
		return keep(reader, spot, str_of(secret), ret_secret);
	reader_tell(reader, spot, "the variable that it names is not set");
	return false;
}

bool name_is_secret(str name)
{
	static const char *const endings[] = { "password", "passwd", "secret", "token",
					       "key" };

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		str ending = str_of(endings[i]);

		if (!str_ends_with(name, ending))
			continue;
		if (name.length == ending.length ||
		    strchr("_-.", name.bytes[name.length - ending.length - 1]))
			return true;
	}
	return false;
}
