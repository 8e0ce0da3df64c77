/* Which functions of PostgreSQL, MySQL and SQLite only read. A function that is not
 * known counts as one that may do anything. */
#include "runbook/classify_sql.h"

#include <string.h>

/* They give the same answer however often they are asked, or look at the server. */
static const char *const reading[] = {
	/* aggregates */
	"any_value approx_count_distinct array_agg avg bit_and bit_or bit_xor "
	"bool_and bool_or corr count covar_pop covar_samp every group_concat json_agg "
	"json_arrayagg json_object_agg json_objectagg jsonb_agg jsonb_object_agg "
	"listagg max min mode percentile_cont percentile_disc range_agg regr_avgx "
	"regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy "
	"regr_syy std stddev stddev_pop stddev_samp string_agg sum total var_pop "
	"var_samp variance xmlagg",
	/* windows */
	"cume_dist dense_rank first_value grouping lag last_value lead nth_value "
	"ntile percent_rank rank row_number",
	/* numbers */
	"abs acos acosh asin asinh atan atan2 atanh bin cbrt ceil ceiling conv cos "
	"cosh cot crc32 degrees div exp factorial floor gcd greatest hex lcm least ln "
	"log log10 log2 min_scale mod oct pi pow power radians rand random "
	"random_normal round scale sign sin sinh sqrt tan tanh trim_scale trunc "
	"truncate unhex width_bucket",
	/* texts, and casts to types */
	"array_to_string ascii bigint binary bit_length bool boolean bpchar btrim "
	"bytea char char_length character_length chr cidr compress concat concat_ws "
	"convert convert_from convert_to crypt decimal decode digest elt encode "
	"export_set field find_in_set float float4 float8 format format_type "
	"from_base64 gen_salt glob hmac inet initcap insert instr int int2 int4 int8 "
	"integer json jsonb lcase left length levenshtein like locate lower lpad "
	"ltrim make_set md5 mid name normalize numeric octet_length oid overlay "
	"parse_ident position printf quote quote_ident quote_literal quote_nullable "
	"real regclass regexp_count regexp_instr regexp_like regexp_match "
	"regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table "
	"regexp_substr repeat replace reverse right rpad rtrim sha sha1 sha2 sha224 "
	"sha256 sha384 sha512 similarity smallint soundex space split_part "
	"starts_with strcmp string_to_array string_to_table strpos substr substring "
	"substring_index text to_ascii to_base64 to_bin to_hex to_oct translate trim "
	"ucase unaccent uncompress unicode unistr upper uuid varchar word_similarity "
	"xml",
	/* conditions, and what SQLite says of itself */
	"cast changes coalesce if ifnull ifs iif isnull last_insert_rowid likelihood "
	"likely nullif nvl pg_typeof randomblob sqlite_compileoption_get "
	"sqlite_compileoption_used sqlite_source_id sqlite_version subtype "
	"total_changes try_cast typeof unlikely zeroblob",
	/* what SQLite's PRAGMAs ask, as tables */
	"pragma_collation_list pragma_compile_options pragma_database_list "
	"pragma_foreign_key_list pragma_function_list pragma_index_info "
	"pragma_index_list pragma_index_xinfo pragma_module_list pragma_page_count "
	"pragma_page_size pragma_table_info pragma_table_list pragma_table_xinfo",
	/* times */
	"adddate addtime age clock_timestamp convert_tz curdate current_date "
	"current_time current_timestamp curtime date date_add date_bin date_format "
	"date_part date_sub date_subtract date_trunc datediff datetime day dayname "
	"dayofmonth dayofweek dayofyear extract from_days from_unixtime get_format "
	"hour interval isfinite julianday justify_days justify_hours justify_interval "
	"last_day localtime localtimestamp make_date make_interval make_time "
	"make_timestamp make_timestamptz makedate maketime microsecond minute month "
	"monthname now period_add period_diff quarter sec_to_time second "
	"statement_timestamp str_to_date strftime strptime subdate subtime sysdate "
	"time time_format time_to_sec timediff timeofday timestamp timestampadd "
	"timestampdiff timestamptz to_char to_date to_days to_number to_seconds "
	"to_timestamp transaction_timestamp unix_timestamp unixepoch utc_date "
	"utc_time utc_timestamp week weekday weekofyear year yearweek",
	/* arrays */
	"all any array array_append array_cat array_dims array_fill array_length "
	"array_lower array_ndims array_position array_positions array_prepend "
	"array_remove array_replace array_sample array_shuffle array_to_json "
	"array_upper cardinality exists generate_series generate_subscripts row some "
	"trim_array unnest",
	/* JSON */
	"json_array json_array_append json_array_elements json_array_elements_text "
	"json_array_insert json_array_length json_build_array json_build_object "
	"json_contains json_contains_path json_depth json_each json_each_text "
	"json_error_position json_exists json_extract json_extract_path "
	"json_extract_path_text json_group_array json_group_object json_insert "
	"json_keys json_length json_merge json_merge_patch json_merge_preserve "
	"json_object json_object_keys json_overlaps json_patch json_populate_record "
	"json_populate_recordset json_pretty json_query json_quote json_remove "
	"json_replace json_scalar json_search json_serialize json_set "
	"json_storage_free json_storage_size json_strip_nulls json_table "
	"json_to_record json_to_recordset json_tree json_type json_typeof "
	"json_unquote json_valid json_value jsonb_array_elements "
	"jsonb_array_elements_text jsonb_array_length jsonb_build_array "
	"jsonb_build_object jsonb_each jsonb_each_text jsonb_extract_path "
	"jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_keys "
	"jsonb_path_exists jsonb_path_match jsonb_path_query jsonb_path_query_array "
	"jsonb_path_query_first jsonb_populate_record jsonb_populate_recordset "
	"jsonb_pretty jsonb_set jsonb_set_lax jsonb_strip_nulls jsonb_to_record "
	"jsonb_to_recordset jsonb_typeof member row_to_json to_json to_jsonb",
	/* full text */
	"bm25 highlight match numnode phraseto_tsquery plainto_tsquery querytree "
	"setweight snippet strip to_tsquery to_tsvector ts_headline ts_rank "
	"ts_rank_cd tsvector_to_array websearch_to_tsquery",
	/* addresses */
	"abbrev broadcast family host hostmask inet6_aton inet6_ntoa inet_aton "
	"inet_merge inet_ntoa inet_same_family is_ipv4 is_ipv4_compat is_ipv4_mapped "
	"is_ipv6 masklen netmask network set_masklen",
	/* ranges */
	"daterange int4range int8range isempty lower_inc lower_inf multirange "
	"numrange range_merge tsrange tstzrange upper_inc upper_inf",
	/* identifiers */
	"bin_to_uuid gen_random_bytes gen_random_uuid is_uuid random_bytes "
	"uuid_extract_timestamp uuid_extract_version uuid_generate_v1 "
	"uuid_generate_v4 uuid_short uuid_to_bin uuidv4 uuidv7",
	/* the session and the server */
	"benchmark charset coercibility collation connection_id current_catalog "
	"current_database current_query current_role current_schema current_schemas "
	"current_user database default found_rows gtid_subset gtid_subtract "
	"icu_version inet_client_addr inet_client_port inet_server_addr "
	"inet_server_port is_free_lock is_used_lock last_insert_id master_pos_wait "
	"name_const pg_sleep pg_sleep_for pg_sleep_until row_count schema "
	"session_user sleep source_pos_wait system_user user values version "
	"wait_for_executed_gtid_set",
	/* catalogs and sequences */
	"col_description current_setting currval lastval mxid_age obj_description "
	"row_security_active shobj_description to_regclass to_regcollation "
	"to_regnamespace to_regoper to_regproc to_regprocedure to_regrole to_regtype "
	"txid_current txid_current_if_assigned txid_current_snapshot "
	"txid_snapshot_xmax txid_snapshot_xmin txid_status txid_visible_in_snapshot",
	/* PostgreSQL looks at itself */
	"bt_index_check bt_metap bt_page_items bt_page_stats get_raw_page "
	"heap_page_items page_header pg_available_extension_versions "
	"pg_available_extensions pg_backend_pid pg_backup_start_time pg_basetype "
	"pg_blocking_pids pg_buffercache_pages pg_buffercache_summary "
	"pg_buffercache_usage_counts pg_char_to_encoding pg_client_encoding "
	"pg_collation_actual_version pg_collation_for pg_collation_is_visible "
	"pg_column_compression pg_column_is_updatable pg_column_size "
	"pg_conf_load_time pg_control_checkpoint pg_control_init pg_control_recovery "
	"pg_control_system pg_current_logfile pg_current_snapshot "
	"pg_current_wal_flush_lsn pg_current_wal_insert_lsn pg_current_wal_lsn "
	"pg_current_xact_id pg_current_xact_id_if_assigned pg_current_xlog_location "
	"pg_cursor pg_database_size pg_describe_object pg_encoding_to_char "
	"pg_event_trigger_ddl_commands pg_extension_update_paths pg_filenode_relation "
	"pg_freespace pg_function_is_visible pg_get_wal_records_info pg_has_role "
	"pg_hba_file_rules pg_ident_file_mappings pg_identify_object "
	"pg_identify_object_as_address pg_index_column_has_property "
	"pg_index_has_property pg_indexam_has_property pg_indexes_size "
	"pg_input_error_info pg_input_is_valid pg_is_in_backup pg_is_in_recovery "
	"pg_is_other_temp_schema pg_is_wal_replay_paused "
	"pg_isolation_test_session_is_blocked pg_jit_available pg_last_committed_xact "
	"pg_last_wal_receive_lsn pg_last_wal_replay_lsn pg_last_xact_replay_timestamp "
	"pg_last_xlog_receive_location pg_last_xlog_replay_location "
	"pg_listening_channels pg_lock_status pg_logical_slot_peek_binary_changes "
	"pg_logical_slot_peek_changes pg_lsn pg_mcv_list_items pg_my_temp_schema "
	"pg_ndistinct pg_notification_queue_usage pg_opclass_is_visible "
	"pg_operator_is_visible pg_options_to_table pg_partition_ancestors "
	"pg_partition_root pg_partition_tree pg_postmaster_start_time "
	"pg_prepared_statement pg_prepared_xact pg_relation_filenode "
	"pg_relation_filepath pg_relation_is_publishable pg_relation_is_updatable "
	"pg_relation_size pg_relpages pg_safe_snapshot_blocking_pids "
	"pg_sequence_last_value pg_sequence_parameters pg_settings_get_flags "
	"pg_show_all_file_settings pg_show_all_settings "
	"pg_show_replication_origin_status pg_size_bytes pg_size_pretty "
	"pg_snapshot_xip pg_snapshot_xmax pg_snapshot_xmin pg_split_walfile_name "
	"pg_stat_file pg_stat_statements pg_stat_statements_info pg_table_is_visible "
	"pg_table_size pg_tablespace_databases pg_tablespace_location "
	"pg_tablespace_size pg_timezone_abbrevs pg_timezone_names "
	"pg_total_relation_size pg_trigger_depth pg_ts_config_is_visible "
	"pg_type_is_visible pg_visibility pg_visibility_map pg_visibility_map_summary "
	"pg_visible_in_snapshot pg_wal_lsn_diff pg_walfile_name "
	"pg_walfile_name_offset pg_xact_commit_timestamp pg_xact_status "
	"pg_xlog_location_diff pgrowlocks pgstatindex pgstattuple pgstattuple_approx "
	"verify_heapam",
	/* MySQL's sys, and places */
	"extract_schema_from_file_name extract_table_from_file_name format_bytes "
	"format_path format_pico_time format_statement format_time point "
	"ps_current_thread_id ps_thread_id st_area st_asgeojson st_astext st_contains "
	"st_distance st_dwithin st_geomfromtext st_intersects st_length st_makepoint "
	"st_setsrid st_srid st_within st_x st_y statement_digest "
	"statement_digest_text max_by min_by",
	/* XML */
	"extractvalue updatexml xml_is_well_formed xmlconcat xmlelement xmlforest "
	"xmlparse xmlroot xmlserialize xpath xpath_exists",
	"akeys avals hash_record hashtext hstore skeys svals",
	/* TimescaleDB */
	"approximate_row_count chunks_detailed_size first histogram "
	"hypertable_detailed_size hypertable_size interpolate last locf show_chunks "
	"time_bucket time_bucket_gapfill",
	/* the rest */
	"aes_decrypt aes_encrypt bit_count charindex getdate len ord weight_string",
};

static const struct other {
	const char *name;
	enum action_class class;
	const char *does;
} others[] = {
	{ "brin_summarize_new_values", ACTION_REVERSIBLE, "brings an index up to date" },
	{ "connectby", ACTION_DESTRUCTIVE, "runs a text as SQL" },
	{ "crosstab", ACTION_DESTRUCTIVE, "runs a text as SQL" },
	{ "cursor_to_xml", ACTION_DESTRUCTIVE, "runs what a cursor says" },
	{ "dblink", ACTION_DESTRUCTIVE, "runs any SQL on another server" },
	{ "dblink_connect", ACTION_DESTRUCTIVE, "connects to another server" },
	{ "dblink_exec", ACTION_DESTRUCTIVE, "runs any SQL on another server" },
	{ "dblink_open", ACTION_DESTRUCTIVE, "runs any SQL on another server" },
	{ "dblink_send_query", ACTION_DESTRUCTIVE, "runs any SQL on another server" },
	{ "edit", ACTION_DESTRUCTIVE, "starts an editor" },
	{ "fts3_tokenizer", ACTION_DESTRUCTIVE, "loads code" },
	{ "get_lock", ACTION_REVERSIBLE, "takes a lock" },
	{ "gin_clean_pending_list", ACTION_REVERSIBLE, "brings an index up to date" },
	{ "heap_force_freeze", ACTION_DESTRUCTIVE,
	  "changes a table behind the server's back" },
	{ "heap_force_kill", ACTION_DESTRUCTIVE,
	  "changes a table behind the server's back" },
	{ "lo_creat", ACTION_DATA_REPAIR, "writes a large object" },
	{ "lo_create", ACTION_DATA_REPAIR, "writes a large object" },
	{ "lo_export", ACTION_DESTRUCTIVE, "writes a file of the server" },
	{ "lo_from_bytea", ACTION_DATA_REPAIR, "writes a large object" },
	{ "lo_import", ACTION_DATA_REPAIR,
	  "writes a large object from a file of the server" },
	{ "lo_put", ACTION_DATA_REPAIR, "writes a large object" },
	{ "lo_truncate", ACTION_DESTRUCTIVE, "cuts a large object off" },
	{ "lo_unlink", ACTION_DESTRUCTIVE, "deletes a large object" },
	{ "load_extension", ACTION_DESTRUCTIVE, "loads code" },
	{ "load_file", ACTION_DESTRUCTIVE, "shows any file of the server, secrets too" },
	{ "lowrite", ACTION_DATA_REPAIR, "writes a large object" },
	{ "nextval", ACTION_DATA_REPAIR,
	  "takes a number of a sequence, which never comes back" },
	{ "pg_advisory_lock", ACTION_REVERSIBLE, "takes a lock" },
	{ "pg_advisory_lock_shared", ACTION_REVERSIBLE, "takes a lock" },
	{ "pg_advisory_unlock", ACTION_REVERSIBLE, "gives a lock back" },
	{ "pg_advisory_unlock_all", ACTION_REVERSIBLE, "gives locks back" },
	{ "pg_advisory_unlock_shared", ACTION_REVERSIBLE, "gives a lock back" },
	{ "pg_advisory_xact_lock", ACTION_REVERSIBLE, "takes a lock" },
	{ "pg_advisory_xact_lock_shared", ACTION_REVERSIBLE, "takes a lock" },
	{ "pg_backup_start", ACTION_REVERSIBLE, "begins a backup" },
	{ "pg_backup_stop", ACTION_REVERSIBLE, "ends a backup" },
	{ "pg_cancel_backend", ACTION_REVERSIBLE,
	  "stops a running query; its session lives on" },
	{ "pg_copy_logical_replication_slot", ACTION_REVERSIBLE,
	  "keeps WAL for a consumer from now on" },
	{ "pg_copy_physical_replication_slot", ACTION_REVERSIBLE,
	  "keeps WAL for a consumer from now on" },
	{ "pg_create_logical_replication_slot", ACTION_REVERSIBLE,
	  "keeps WAL for a consumer from now on" },
	{ "pg_create_physical_replication_slot", ACTION_REVERSIBLE,
	  "keeps WAL for a consumer from now on" },
	{ "pg_create_restore_point", ACTION_REVERSIBLE, "writes a mark into the WAL" },
	{ "pg_drop_replication_slot", ACTION_DESTRUCTIVE,
	  "removes a replication slot: its consumer has to start anew" },
	{ "pg_export_snapshot", ACTION_REVERSIBLE, "holds back what vacuum may remove" },
	{ "pg_file_rename", ACTION_DESTRUCTIVE, "renames a file of the server" },
	{ "pg_file_unlink", ACTION_DESTRUCTIVE, "deletes a file of the server" },
	{ "pg_file_write", ACTION_DESTRUCTIVE, "writes a file of the server" },
	{ "pg_import_system_collations", ACTION_REVERSIBLE, "adds collations" },
	{ "pg_log_backend_memory_contexts", ACTION_REVERSIBLE,
	  "writes into the server's log" },
	{ "pg_log_standby_snapshot", ACTION_REVERSIBLE, "writes a mark into the WAL" },
	{ "pg_logical_emit_message", ACTION_DESTRUCTIVE,
	  "sends a message to whoever decodes the WAL" },
	{ "pg_logical_slot_get_binary_changes", ACTION_DESTRUCTIVE,
	  "takes changes away from their consumer" },
	{ "pg_logical_slot_get_changes", ACTION_DESTRUCTIVE,
	  "takes changes away from their consumer" },
	{ "pg_notify", ACTION_DESTRUCTIVE, "sets off whoever listens" },
	{ "pg_prewarm", ACTION_REVERSIBLE, "fills the cache" },
	{ "pg_promote", ACTION_DESTRUCTIVE, "makes a standby a primary" },
	{ "pg_read_binary_file", ACTION_DESTRUCTIVE,
	  "shows any file of the server, secrets too" },
	{ "pg_read_file", ACTION_DESTRUCTIVE,
	  "shows any file of the server, secrets too" },
	{ "pg_reload_conf", ACTION_REVERSIBLE,
	  "makes the server read its configuration again" },
	{ "pg_replication_origin_advance", ACTION_DESTRUCTIVE,
	  "skips changes of a replication" },
	{ "pg_replication_slot_advance", ACTION_DESTRUCTIVE,
	  "skips changes for a consumer" },
	{ "pg_rotate_logfile", ACTION_REVERSIBLE, "begins a new log file" },
	{ "pg_start_backup", ACTION_REVERSIBLE, "begins a backup" },
	{ "pg_stat_reset", ACTION_DESTRUCTIVE, "throws statistics away" },
	{ "pg_stat_reset_replication_slot", ACTION_DESTRUCTIVE,
	  "throws statistics away" },
	{ "pg_stat_reset_shared", ACTION_DESTRUCTIVE, "throws statistics away" },
	{ "pg_stat_reset_single_function_counters", ACTION_DESTRUCTIVE,
	  "throws statistics away" },
	{ "pg_stat_reset_single_table_counters", ACTION_DESTRUCTIVE,
	  "throws statistics away" },
	{ "pg_stat_reset_slru", ACTION_DESTRUCTIVE, "throws statistics away" },
	{ "pg_stat_reset_subscription_stats", ACTION_DESTRUCTIVE,
	  "throws statistics away" },
	{ "pg_stat_statements_reset", ACTION_DESTRUCTIVE, "throws statistics away" },
	{ "pg_stop_backup", ACTION_REVERSIBLE, "ends a backup" },
	{ "pg_surgery", ACTION_DESTRUCTIVE, "changes a table behind the server's back" },
	{ "pg_switch_wal", ACTION_REVERSIBLE, "begins a new WAL file" },
	{ "pg_switch_xlog", ACTION_REVERSIBLE, "begins a new WAL file" },
	{ "pg_terminate_backend", ACTION_DESTRUCTIVE,
	  "ends sessions: what they have not committed is lost" },
	{ "pg_truncate_visibility_map", ACTION_DESTRUCTIVE,
	  "throws a visibility map away" },
	{ "pg_try_advisory_lock", ACTION_REVERSIBLE, "takes a lock" },
	{ "pg_try_advisory_lock_shared", ACTION_REVERSIBLE, "takes a lock" },
	{ "pg_try_advisory_xact_lock", ACTION_REVERSIBLE, "takes a lock" },
	{ "pg_try_advisory_xact_lock_shared", ACTION_REVERSIBLE, "takes a lock" },
	{ "pg_wal_replay_pause", ACTION_REVERSIBLE,
	  "lets a standby fall behind until it is resumed" },
	{ "pg_wal_replay_resume", ACTION_REVERSIBLE, "lets a standby catch up" },
	{ "query_to_xml", ACTION_DESTRUCTIVE, "runs a text as SQL" },
	{ "query_to_xml_and_xmlschema", ACTION_DESTRUCTIVE, "runs a text as SQL" },
	{ "query_to_xmlschema", ACTION_DESTRUCTIVE, "runs a text as SQL" },
	{ "readfile", ACTION_DESTRUCTIVE, "shows any file, secrets too" },
	{ "release_all_locks", ACTION_REVERSIBLE, "gives locks back" },
	{ "release_lock", ACTION_REVERSIBLE, "gives a lock back" },
	{ "set_config", ACTION_REVERSIBLE, "changes a setting" },
	{ "set_limit", ACTION_REVERSIBLE, "changes a setting of its session" },
	{ "setseed", ACTION_REVERSIBLE, "changes a setting of its session" },
	{ "setval", ACTION_DATA_REPAIR, "moves a sequence" },
	{ "sys_eval", ACTION_DESTRUCTIVE, "runs a command of the server's machine" },
	{ "sys_exec", ACTION_DESTRUCTIVE, "runs a command of the server's machine" },
	{ "ts_rewrite", ACTION_DESTRUCTIVE, "may run a text as SQL" },
	{ "ts_stat", ACTION_DESTRUCTIVE, "runs a text as SQL" },
	{ "writefile", ACTION_DESTRUCTIVE, "writes a file" },
	{ "xpath_table", ACTION_DESTRUCTIVE, "runs a text as SQL" },
};

/* What stands before a bracket and is no function. */
static const char keywords[] =
	"add against all analyze and any array as asc at bernoulli between both by case "
	"check collate column columns conflict constraint cross cube current desc "
	"distinct div do duplicate else end escape except excluded exists explain fetch "
	"filter first following for force from full group grouping having if ignore "
	"ilike in index inner intersect into is isnull join key lateral leading left "
	"like limit materialized minus mod natural not notnull nulls of offset on only "
	"or order ordinality outer over partition path preceding primary qualify range "
	"recursive references regexp returning right rlike rollup row rownum rows "
	"select separator set sets similar some sounds straight_join system table "
	"tablesample then trailing unbounded union unique update use using values when "
	"where window with within without xor";

static const char *const reading_prefixes[] = { "pg_get_", "pg_stat_get_", "pg_ls_",
						"has_" };

/* How far back the bracket is looked for that an alias stands behind. */
enum { ALIAS_TOKENS_MAX = 1000 };

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static bool has_capital(str name)
{
	for (size_t i = 0; i < name.length; i++)
		if (name.bytes[i] >= 'A' && name.bytes[i] <= 'Z')
			return true;
	return false;
}

static bool begins_like(str name, const char *prefix)
{
	struct sql_token token = { .kind = SQL_WORD,
				   .text = str_slice(name, 0, strlen(prefix)) };
	char capitals[32];

	for (size_t i = 0; i <= strlen(prefix); i++)
		capitals[i] = prefix[i] >= 'a' && prefix[i] <= 'z'
				      ? (char)(prefix[i] - 'a' + 'A')
				      : prefix[i];
	return sql_is(&token, capitals);
}

static bool only_reads(str name)
{
	for (size_t i = 0; i < COUNT(reading); i++)
		if (name_is_in(name, reading[i]))
			return true;
	for (size_t i = 0; i < COUNT(reading_prefixes); i++)
		if (begins_like(name, reading_prefixes[i]))
			return i != 3 || str_ends_with(name, STR("_privilege"));
	return false;
}

static bool is_dot(struct sql_span span, size_t at)
{
	return at < span.count && sql_is_symbol(&span.tokens[at], ".");
}

/* Between the brackets of "t(a, b)" stand names and nothing else. The bracket that
 * closes; span.count when it is another thing. Stops early: it is asked often. */
static size_t columns_end(struct sql_span span, size_t open)
{
	for (size_t i = open + 1; i < span.count; i++) {
		const struct sql_token *token = &span.tokens[i];

		if (sql_is_symbol(token, ")"))
			return i;
		if (token->kind != SQL_WORD && token->kind != SQL_NAME &&
		    !sql_is_symbol(token, ","))
			break;
	}
	return span.count;
}

/* A bracket that a query begins in; in that of "f(q) AS (id int)" columns are listed. */
static bool opens_query(struct sql_span span, size_t open)
{
	static const char *const verbs[] = { "SELECT", "WITH",   "TABLE", "INSERT",
					     "UPDATE", "DELETE", "MERGE" };

	if (open + 2 >= span.count || !sql_is_symbol(&span.tokens[open], "("))
		return false;
	for (size_t i = 0; i < COUNT(verbs); i++)
		if (sql_is(&span.tokens[open + 1], verbs[i]))
			return true;
	return sql_is(&span.tokens[open + 1], "VALUES") &&
	       sql_is_symbol(&span.tokens[open + 2], "(");
}

/* "WITH t (a) AS (", ", t (a) AS NOT MATERIALIZED (". */
static bool names_cte(struct sql_span span, size_t at)
{
	size_t i = columns_end(span, at + 1) + 1;

	if (i >= span.count || !sql_is(&span.tokens[i], "AS"))
		return false;
	for (i++; i < span.count; i++)
		if (!sql_is(&span.tokens[i], "NOT") &&
		    !sql_is(&span.tokens[i], "MATERIALIZED"))
			break;
	return opens_query(span, i);
}

/* "FROM f(…) t(a, b)"; but in "DISTINCT ON (a) f(b)" f is called. */
static bool names_alias(struct sql_span span, size_t at)
{
	size_t depth = 0;

	if (columns_end(span, at + 1) >= span.count)
		return false;
	for (size_t i = at; i-- > 0 && at - i < ALIAS_TOKENS_MAX;) {
		if (sql_is_symbol(&span.tokens[i], ")"))
			depth++;
		if (sql_is_symbol(&span.tokens[i], "(") && --depth == 0)
			return i == 0 || !sql_is(&span.tokens[i - 1], "ON");
	}
	return false;
}

/* The first token of a name with dots that ends at "at". */
static size_t name_start(struct sql_span span, size_t at)
{
	while (at >= 2 && is_dot(span, at - 1))
		at -= 2;
	return at;
}

bool sql_is_call(struct sql_span span, size_t at)
{
	const struct sql_token *token = &span.tokens[at], *before;
	size_t start;

	if (at + 1 >= span.count || !sql_is_symbol(&span.tokens[at + 1], "("))
		return false;
	if (token->kind == SQL_PARAMETER)
		return true;
	if (token->kind != SQL_WORD && token->kind != SQL_NAME)
		return false;
	start = name_start(span, at);
	if (token->kind == SQL_WORD && start == at && name_is_in(token->text, keywords))
		return false;
	if (start == 0)
		return true;
	before = &span.tokens[start - 1];
	if (sql_is(before, "INTO") || sql_is(before, "AS") || sql_is_symbol(before, "::"))
		return false;
	if (sql_is_symbol(before, ")"))
		return !names_alias(span, at);
	if (sql_is(before, "WITH") || sql_is(before, "RECURSIVE") ||
	    sql_is_symbol(before, ","))
		return !names_cte(span, at);
	return true;
}

void sql_judge_call(struct sql_judge *judge, struct sql_span span, size_t at,
		    bool is_planned)
{
	const struct sql_token *token = &span.tokens[at];
	size_t start = name_start(span, at);
	bool is_known = token->kind == SQL_WORD ||
			(token->kind == SQL_NAME && !has_capital(token->text));
	int other = -1;

	/* shop.count() is not count(); pg_catalog.count() is. */
	if (start != at)
		is_known = is_known && at - start == 2 &&
			   (str_is(span.tokens[start].text, "pg_catalog") ||
			    str_is(span.tokens[start].text, "information_schema") ||
			    str_is(span.tokens[start].text, "PG_CATALOG") ||
			    str_is(span.tokens[start].text, "sys"));
	if (is_known && only_reads(token->text))
		return;
	if (is_known)
		other = name_find(token->text, others, TABLE_SIZE(others));
	if (other >= 0 && is_planned)
		return;
	if (other >= 0)
		verdict_add(&judge->verdict, others[other].class, token->line, "%s() %s",
			    others[other].name, others[other].does);
	else
		verdict_add(&judge->verdict, ACTION_DESTRUCTIVE, token->line,
			    "'" STR_FMT "()' is a function whose effect is not known",
			    STR_ARG(str_clip(token->text, 60)));
}
