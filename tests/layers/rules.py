"""The rules of the source tree that a program can check, as data."""
import re

# What each folder may include, besides itself.
LAYERS = {
    "core/base": [],
    "core/host": ["core/base"],
    "core/http": ["core/base", "core/host"],
    "core/oauth": ["core/base", "core/host", "core/http"],
    "core/source": ["core/base", "core/host", "core/http", "core/oauth"],
    "core/credential": ["core/base", "core/host", "core/http", "core/oauth", "core/source"],
    "capi/include": [],
    "capi/source": ["capi/include", "core/base", "core/host", "core/http", "core/oauth", "core/source", "core/credential"],
    # Whoever is outside comes in through the C ABI.
    "bindings": ["capi/include"],
    "tools": ["capi/include"],
}

# Where an include path may start, besides the folder of the file that includes it.
INCLUDE_ROOTS = ["core", "capi/include", "capi/source", "tools"]

# Foreign headers, and the only files of the library (without suffix) that may include them: one pair per library, for OpenSSL
# one per concern, which is named here.
LIBRARIES = {
    "libcurl": (re.compile(r"curl/"), {"core/http/curl_transport"}),
    "cJSON": (re.compile(r"(cjson/)?cJSON"), {"core/base/json"}),
    "OpenSSL": (re.compile(r"openssl/"), {
        "core/http/tls_pin",  # comparing a certificate with its SHA-1
        "core/http/tls_context",  # settings that libcurl has no option for
    }),
}
LIBRARIES_IN = ["core", "capi", "bindings"]

# Headers that cost a library more than they give.
LARGE_HEADERS = {"iostream", "sstream", "fstream", "filesystem", "regex", "format", "locale", "iomanip"}
LARGE_HEADERS_IN = ["core", "capi"]

# What only core/host does. A name behind '.' or '->' is a member of something else.
NOT_A_MEMBER = r"(?<![\w.])(?<!->)"
MACHINE_FOLDER = "core/host"
MACHINE_RULES_IN = ["core", "capi"]
MACHINE = {
    "reads the environment": re.compile(NOT_A_MEMBER + r"(secure_getenv|getenv|setenv|unsetenv|putenv|environ)\b(?!\(\) )"),
    "opens files": re.compile(NOT_A_MEMBER + r"(open|openat|creat|fopen|freopen|opendir|scandir|stat|lstat|fstatat|access|"
                              r"faccessat|readlink|unlink|mkstemp)\s*\("),
    "sleeps": re.compile(r"\b(sleep_for|sleep_until|usleep|nanosleep|clock_nanosleep)\b|" + NOT_A_MEMBER + r"sleep\s*\("),
    "reads a clock": re.compile(r"\b(clock_gettime|gettimeofday|timespec_get|\w*_clock::now)\b|" +
                                NOT_A_MEMBER + r"time\s*\(\s*(nullptr|NULL|0|&)"),
    "starts processes": re.compile(NOT_A_MEMBER + r"(fork|vfork|posix_spawnp?|popen|system|exec[lv]p?e?)\s*\("),
    "starts threads": re.compile(r"\b(pthread_create|std::async|std::jthread)\b|\bstd::thread\b(?!::id)"),
}

# What a guest in somebody else's process never does, core/host included.
NEVER = {
    "changes signals": re.compile(NOT_A_MEMBER + r"(sigaction|signal|sigprocmask)\s*\("),
    "runs at exit": re.compile(r"\b(atexit|at_quick_exit|pthread_atfork)\b"),
    "cleans up what others use": re.compile(r"\b(curl_global_cleanup|curl_global_init_mem|OPENSSL_cleanup|cJSON_InitHooks)\b"),
    "changes the process": re.compile(NOT_A_MEMBER + r"(setlocale|chdir|fchdir|umask|setrlimit|exit|_exit|abort)\s*\("),
    "reads cJSON's global": re.compile(r"\b(cJSON_GetErrorPtr|valueint|cJSONUtils\w*)\b"),
}

# Names that say nothing.
FORBIDDEN_WORDS = {"util", "utils", "helper", "helpers", "common", "manager", "misc"}
NAMED_FOLDERS = ["core", "capi", "bindings", "tools", "tests", "examples", "python"]
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")

MOST_FILE_LINES = 400
MOST_FUNCTION_LINES = 60
SHORT_FUNCTIONS_IN = ["core", "capi", "bindings", "tools"]
# Written by programs, or by a fuzzer: nobody reads them.
NOT_READ = re.compile(r"_wrap\.(c|cpp|cxx|h)$|(^|/)(generated|corpus)/")
