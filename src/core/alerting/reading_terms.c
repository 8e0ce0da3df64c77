/* What is known of English and Korean, so that rules can be written about any names. */
#include "core/alerting/reading_private.h"

const char *const joining_words[] = { "and",    "because", "while", "after",   "when",
				      "since",  "so",      "as",    "causing", "though",
				      "그리고", "그래서",  NULL };

const char *const opposing_words[] = { "but",    "however", "whereas", "although",
				       "하지만", "그러나",  "그런데",  NULL };

const char *const negating_words[] = { "no",  "not",     "never", "without",
				       "nor", "neither", "없이",  NULL };

/* Read as two words, of which the second is "not". */
const char *const contractions[] = { "isnt",    "arent", "wasnt",    "werent",
				     "doesnt",  "dont",  "didnt",    "hasnt",
				     "havent",  "cant",  "cannot",   "couldnt",
				     "wouldnt", "wont",  "shouldnt", NULL };

const char *const unnegating_words[] = { "idea",   "clue", "one",  "sure",
					 "matter", "body", "only", NULL };

const char *const wellness_phrases[] = { "fine",
					 "healthy",
					 "all good",
					 "is good",
					 "is ok",
					 "are ok",
					 "is okay",
					 "are okay",
					 "back up",
					 "up again",
					 "back online",
					 "back to normal",
					 "looks normal",
					 "is normal",
					 "look normal",
					 "recovered",
					 "is resolved",
					 "are resolved",
					 "been resolved",
					 "now resolved",
					 "is fixed",
					 "are fixed",
					 "been fixed",
					 "works again",
					 "work again",
					 "working again",
					 "works now",
					 "working now",
					 "works fine",
					 "no action needed",
					 "seem ok",
					 "seems ok",
					 "looks ok",
					 "ok now",
					 "okay now",
					 "fine now",
					 "stable",
					 "false alarm",
					 "정상*",
					 "괜찮*",
					 "복구*",
					 "해결*",
					 "문제 없*",
					 "문제없*",
					 "이상 없*",
					 "이상없*",
					 NULL };

const char *const courtesy_words[] = {
	"thanks",  "thank", "thx",     "ty",       "you",       "great",   "good",
	"nice",    "work",  "job",     "well",     "done",      "morning", "afternoon",
	"evening", "night", "weekend", "everyone", "everybody", "all",     "team",
	"folks",   "guys",  "hi",      "hello",    "hey",       "ok",      "okay",
	"cool",    "lol",   "haha",    "yes",      "no",        "sure",    "welcome",
	"lgtm",    "noted", "ack",     "brb",      "cheers",    "please",  "np",
	"got",     "it",    "will",    "do",       "감사*",     "고맙*",   "안녕*",
	"네",      "넵",    "예",      "확인*",    "수고*",     "좋*",     "알겠*",
	"모두",    NULL
};

const char *const empty_words[] = {
	"a",       "an",    "the",    "is",      "are",   "was",       "were",  "be",
	"been",    "am",    "i",      "we",      "you",   "he",        "she",   "it",
	"its",     "they",  "my",     "our",     "your",  "their",     "me",    "us",
	"them",    "this",  "that",   "these",   "those", "there",     "here",  "in",
	"on",      "at",    "to",     "of",      "for",   "from",      "by",    "with",
	"as",      "and",   "or",     "but",     "so",    "if",        "when",  "while",
	"since",   "again", "still",  "just",    "very",  "really",    "too",   "now",
	"has",     "have",  "had",    "do",      "does",  "did",       "can",   "cannot",
	"cant",    "could", "would",  "should",  "will",  "not",       "no",    "all",
	"any",     "some",  "anyone", "anybody", "else",  "please",    "hi",    "hello",
	"hey",     "what",  "why",    "how",     "who",   "where",     "which", "get",
	"getting", "got",   "see",    "seeing",  "some",  "something", "every", "time",
	"today",   "up",    "out",    "than",    "then",  "into",      "over",  "keep",
	"keeps",   "look",  "looks",  "like",    "계속",  "너무",      "지금",  "좀",
	"또",      "왜",    NULL
};

const char *const generic_tails[] = {
	"service", "services",     "svc",     "srv",    "server", "app", "api",
	"backend", "microservice", "gateway", "worker", "서비스", NULL
};

const char *const common_fronts[] = { "user",  "users",  "customer", "client",  "web",
				      "data",  "core",   "internal", "public",  "main",
				      "test",  "system", "admin",    "page",    "site",
				      "error", "health", "status",   "message", NULL };

/* The longer ones first: one is taken. */
const char *const particles[] = { "에서는", "에서도", "에서만", "에서", "에게", "에는",
				  "에도",   "으로",   "이나",   "까지", "부터", "이랑",
				  "하고",   "은",     "는",     "이",   "가",   "을",
				  "를",     "에",     "의",     "도",   "와",   "과",
				  "로",     "만",     "들",     "랑",   "님",   NULL };

const char *const joining_endings[] = { "인데", "는데", "은데", "지만", "이고", "하고",
					"되고", "해서", "어서", "아서", "니까", NULL };
