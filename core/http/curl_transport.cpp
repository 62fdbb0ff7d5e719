#include "http/curl_transport.h"

#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <new>
#include <type_traits>

#include "http/connection_key.h"
#include "http/idle_pool.h"
#include "http/idle_socket.h"
#include "http/request_rules.h"
#include "http/response_reader.h"
#include "http/sigpipe_guard.h"
#include "http/tls_context.h"
#include "http/tls_pin.h"
#include "http/transport_failure.h"

namespace azcred {

namespace {

using Kind = TransportFailure::Kind;

static_assert(LIBCURL_VERSION_NUM >= 0x075700, "CURLOPT_QUICK_EXIT, which bounds a stuck resolver, is of 7.87.0");

const curl_version_info_data& loaded() noexcept { return *curl_version_info(CURLVERSION_NOW); }
std::string_view tls_version() noexcept { return loaded().ssl_version == nullptr ? "without TLS" : loaded().ssl_version; }

/// Whether the libcurl of this process can be used. Never undone: the program may use libcurl too.
bool library_is_ready() noexcept {
  static constinit std::atomic<bool> ready{false};
  if (ready.load(std::memory_order_acquire)) return true;
  // Without this mark, curl_global_init must not run while any other thread does anything.
  if ((loaded().features & CURL_VERSION_THREADSAFE) == 0 || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return false;
  ready.store(true, std::memory_order_release);
  return true;
}

/// Whether what libcurl hands to CURLOPT_SSL_CTX_FUNCTION is an SSL_CTX of the OpenSSL this library is linked with.
bool tls_is_openssl() noexcept { return tls_version().starts_with("OpenSSL/3."); }

/// Request headers in libcurl's form. What they hold is wiped, because a header may prove who we are.
class HeaderList {
 public:
  HeaderList() = default;
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;
  ~HeaderList() {
    for (auto* each = list_; each != nullptr; each = each->next) wipe(each->data, std::strlen(each->data));
    curl_slist_free_all(list_);
  }
  void add(std::string_view name, std::string_view value) {
    Secret line;
    line.reserve(name.size() + value.size() + 2);
    line.append(name);
    // libcurl takes "Name:" as "do not send it" and "Name;" as "send it empty".
    line.append(value.empty() ? ";" : ": ");
    line.append(value);
    add_line(line.c_str());
  }
  void add_line(const char* line) {
    auto* const longer = curl_slist_append(list_, line);
    if (longer == nullptr) throw std::bad_alloc();
    list_ = longer;
  }
  curl_slist* get() const noexcept { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

struct MultiCleanup {
  void operator()(CURLM* multi) const noexcept { curl_multi_cleanup(multi); }
};
struct EasyCleanup {
  void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
};

/// One exchange at a time over one connection, which is kept for the next.
class Slot {
 public:
  explicit Slot(const Request& request);
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
  ~Slot();

  bool fits(const Request& request) const noexcept { return key_.fits(request); }
  bool is_fit() const noexcept { return !worn_out_ && is_silent(kept_socket_); }
  Result<Response, TransportFailure> exchange(const Request& request, const Limits& limits, Host& host);

 private:
  enum class Ending { finished, cancelled, out_of_time, broken };

  template <class Value>
  void set(CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(easy_.get(), option, value);
    if (code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
    if (code != CURLE_OK) usable_ = false;
  }
  void set_fixed_options();
  void set_tls_options(const Request& request);
  void set_request(const Request& request, HeaderList& headers);
  void forget_request() noexcept;
  Ending drive(const Limits& limits, Deadline until, Host& host);
  bool wait(const Limits& limits, std::int64_t milliseconds);
  CURLcode outcome() noexcept;
  bool was_asked() noexcept;
  bool was_connected() noexcept;
  TransportFailure failure(CURLcode code, const Request& request);
  TransportFailure tls_failure(CURLcode code);

  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* slot) noexcept;
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* slot) noexcept;
  static curl_socket_t on_open_socket(void* slot, curlsocktype purpose, curl_sockaddr* address) noexcept;
  static CURLcode on_tls_context(CURL* easy, void* context, void* slot) noexcept;

  const ConnectionKey key_;
  const bool https_;
  std::unique_ptr<CURLM, MultiCleanup> multi_;
  std::unique_ptr<CURL, EasyCleanup> easy_;
  std::optional<CertificatePin> pin_;
  std::string url_;
  ResponseReader reader_;
  int socket_errno_ = 0;
  curl_socket_t kept_socket_ = CURL_SOCKET_BAD;
  bool tls_began_ = false;
  bool worn_out_ = false;
  bool usable_ = true;
};

Slot::Slot(const Request& request)
    : key_(request), https_(request.url.starts_with("https://")), multi_(curl_multi_init()), easy_(curl_easy_init()) {
  if (multi_ == nullptr || easy_ == nullptr) throw std::bad_alloc();
  curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, 1L);
  set_fixed_options();
  if (https_) set_tls_options(request);
}

Slot::~Slot() {
  const SigpipeGuard guard(https_);  // closing a TLS connection writes to it
  easy_.reset();
  multi_.reset();
}

void Slot::set_fixed_options() {
  set(CURLOPT_PROTOCOLS_STR, https_ ? "https" : "http");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_FOLLOWLOCATION, 0L);
  // Both: an empty proxy alone still makes libcurl look at no_proxy in the environment, which another thread may be changing.
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOPROXY, "*");
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_NOSIGNAL, 1L);
  // Without it libcurl waits for the thread that resolves a name, however long that takes: curl/curl#8515.
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_HEADERFUNCTION, &Slot::on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &Slot::on_body);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_OPENSOCKETFUNCTION, &Slot::on_open_socket);
  set(CURLOPT_OPENSOCKETDATA, this);
}

void Slot::set_tls_options(const Request& request) {
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (request.pinned_certificate_sha1) {
    pin_ = CertificatePin::parse(*request.pinned_certificate_sha1);
    // The pin decides instead of authorities and names; see CertificatePin::install.
    set(CURLOPT_SSL_VERIFYPEER, 0L);
    set(CURLOPT_SSL_VERIFYHOST, 0L);
    set(CURLOPT_SSL_SESSIONID_CACHE, 0L);
  } else {
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
  }
  if (tls_is_openssl()) {
    set(CURLOPT_SSL_CTX_FUNCTION, &Slot::on_tls_context);
    set(CURLOPT_SSL_CTX_DATA, this);
  } else if (request.pinned_certificate_sha1) {
    usable_ = false;
  }
}

CURLcode Slot::on_tls_context(CURL*, void* context, void* slot) noexcept {
  auto& self = *static_cast<Slot*>(slot);
  self.tls_began_ = true;
  cleanse_plaintext(context);
  if (self.pin_) self.pin_->install(context);
  return CURLE_OK;
}

curl_socket_t Slot::on_open_socket(void* slot, curlsocktype, curl_sockaddr* address) noexcept {
  const int descriptor = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (descriptor < 0) static_cast<Slot*>(slot)->socket_errno_ = errno;
  return descriptor;
}

std::size_t Slot::on_header(char* bytes, std::size_t size, std::size_t count, void* slot) noexcept {
  return static_cast<Slot*>(slot)->reader_.take_line({bytes, size * count}) ? size * count : 0;
}

std::size_t Slot::on_body(char* bytes, std::size_t size, std::size_t count, void* slot) noexcept {
  return static_cast<Slot*>(slot)->reader_.take_body(bytes, size * count) ? size * count : 0;
}

void Slot::set_request(const Request& request, HeaderList& headers) {
  for (const auto& header : request.headers) headers.add(header.name, header.value.reveal());
  if (url_ != request.url) {
    set(CURLOPT_URL, request.url.c_str());
    url_ = request.url;
  }
  if (request.method == Request::Method::post) {
    headers.add_line("Expect:");  // never wait for a "100 Continue"
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDS, request.body.c_str());
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::clamp<std::int64_t>(request.connect_timeout_ms, 1, 3'600'000)));
}

void Slot::forget_request() noexcept {
  curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, nullptr);
  curl_easy_setopt(easy_.get(), CURLOPT_POSTFIELDS, nullptr);
  curl_easy_setopt(easy_.get(), CURLOPT_HTTPGET, 1L);
}

Result<Response, TransportFailure> Slot::exchange(const Request& request, const Limits& limits, Host& host) {
  HeaderList headers;
  struct Forget {
    Slot& slot;
    ~Forget() { slot.forget_request(); }
  } const forget{*this};
  set_request(request, headers);
  if (!usable_) return TransportFailure{.kind = Kind::resources, .fact = "this machine's libcurl lacks what is needed"_t};
  reader_.restart();
  socket_errno_ = 0;
  tls_began_ = false;
  if (pin_) pin_->forget();
  const SigpipeGuard guard(https_);
  const Deadline until = limits.until(Deadline::after(host.now(), request.try_timeout_ms)).deadline;
  if (curl_multi_add_handle(multi_.get(), easy_.get()) != CURLM_OK) throw std::bad_alloc();
  struct Detach {
    Slot& slot;
    ~Detach() { curl_multi_remove_handle(slot.multi_.get(), slot.easy_.get()); }
  } const detach{*this};
  errno = 0;  // so that failure() can tell
  switch (drive(limits, until, host)) {
    case Ending::finished: break;
    case Ending::cancelled: return cancellation();
    case Ending::out_of_time: return answer_timeout(request, until == limits.deadline, was_connected());
    case Ending::broken:
      return TransportFailure{.kind = Kind::resources, .fact = "the system refused to wait for the connection"_t};
  }
  const CURLcode code = outcome();
  if (code != CURLE_OK) return failure(code, request);
  if (!reader_.headers_done()) return TransportFailure{.kind = Kind::malformed, .fact = "the answer is not HTTP/1.x"_t};
  // An easy handle has five silent retries for its whole life (7.88), for when a kept connection ends as it is used again.
  long new_connections = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_NUM_CONNECTS, &new_connections);
  worn_out_ = kept_socket_ != CURL_SOCKET_BAD && new_connections > 0;
  if (new_connections > 0) curl_easy_getinfo(easy_.get(), CURLINFO_ACTIVESOCKET, &kept_socket_);
  return reader_.take_response();
}

Slot::Ending Slot::drive(const Limits& limits, Deadline until, Host& host) {
  for (;;) {
    int running = 0;
    const CURLMcode code = curl_multi_perform(multi_.get(), &running);
    if (code == CURLM_OUT_OF_MEMORY) throw std::bad_alloc();
    if (code != CURLM_OK) return Ending::broken;
    if (running == 0) return Ending::finished;
    if (limits.cancelled()) return Ending::cancelled;
    const std::int64_t left = until.left_ms(host.now());
    if (left == 0) return Ending::out_of_time;
    if (!wait(limits, left)) return Ending::broken;
  }
}

bool Slot::wait(const Limits& limits, std::int64_t milliseconds) {
  std::array<curl_waitfd, std::tuple_size_v<decltype(limits.cancels)>> switches{};
  unsigned count = 0;
  for (const Cancel* cancel : limits.cancels) {
    if (cancel != nullptr) switches[count++] = {.fd = cancel->fd(), .events = CURL_WAIT_POLLIN, .revents = 0};
  }
  const auto timeout_ms = static_cast<int>(std::min<std::int64_t>(milliseconds, 1'000));  // poll's clock stops in a suspend
  const CURLMcode code = curl_multi_poll(multi_.get(), switches.data(), count, timeout_ms, nullptr);
  if (code == CURLM_OUT_OF_MEMORY) throw std::bad_alloc();
  if (code != CURLM_OK) return false;
  unsigned index = 0;
  for (const Cancel* cancel : limits.cancels) {
    if (cancel != nullptr && switches[index++].revents != 0 && !cancel->is_triggered()) cancel->absorb_foreign_wake();
  }
  return true;
}

CURLcode Slot::outcome() noexcept {
  int left = 0;
  const CURLMsg* const message = curl_multi_info_read(multi_.get(), &left);
  return message != nullptr && message->msg == CURLMSG_DONE ? message->data.result : CURLE_RECV_ERROR;
}

bool Slot::was_asked() noexcept {
  curl_off_t asked_after_us = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_PRETRANSFER_TIME_T, &asked_after_us);
  return asked_after_us > 0;
}

bool Slot::was_connected() noexcept {
  curl_off_t connected_after_us = 0;  // of a new connection only, and only after a TLS handshake
  curl_easy_getinfo(easy_.get(), CURLINFO_CONNECT_TIME_T, &connected_after_us);
  return tls_began_ || connected_after_us > 0 || was_asked();
}

TransportFailure Slot::failure(CURLcode code, const Request& request) {
  // libcurl and OpenSSL report a failed allocation under many names.
  if (errno == ENOMEM) throw std::bad_alloc();
  if (reader_.refused()) return reader_.refusal();
  switch (code) {
    case CURLE_OUT_OF_MEMORY:
      // Said of a header line longer than libcurl's own limit (100 KiB) too.
      if (!was_asked() || reader_.headers_done()) throw std::bad_alloc();
      return {.kind = Kind::too_large, .fact = "the answer has more headers than any token service sends"_t};
    case CURLE_COULDNT_RESOLVE_HOST: return {.kind = Kind::resolve, .fact = "the host name could not be resolved"_t};
    case CURLE_COULDNT_CONNECT: {
      long error_number = 0;
      curl_easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &error_number);
      return connect_failure(socket_errno_ != 0 ? socket_errno_ : static_cast<int>(error_number));
    }
    case CURLE_OPERATION_TIMEDOUT: return connect_timeout(request, was_connected());
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE: return tls_failure(code);
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
      return {.kind = Kind::interrupted, .fact = "the server closed the connection before its answer was whole"_t};
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR: return {.kind = Kind::interrupted, .fact = "the connection broke before the answer was whole"_t};
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY: return {.kind = Kind::malformed, .fact = "the answer is not HTTP/1.x"_t};
    default: return {.kind = Kind::interrupted, .fact = text("libcurl failed with its error "_t, static_cast<int>(code))};
  }
}

TransportFailure Slot::tls_failure(CURLcode code) {
  if (pin_ && pin_->mismatched()) {
    return {.kind = Kind::tls, .fact = "the server's certificate does not have the pinned thumbprint"_t};
  }
  if (code == CURLE_SSL_CACERT_BADFILE) {
    const char* path = nullptr;
    curl_easy_getinfo(easy_.get(), CURLINFO_CAINFO, &path);
    return {.kind = Kind::tls,
            .fact = text("the file of trusted certificates cannot be used: "_t, shown(path == nullptr ? "" : path))};
  }
  if (code != CURLE_PEER_FAILED_VERIFICATION) return {.kind = Kind::tls, .fact = "the TLS handshake failed"_t};
  long verify_result = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_SSL_VERIFYRESULT, &verify_result);
  return {.kind = Kind::tls, .fact = certificate_fault(verify_result)};
}

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(std::shared_ptr<Host> host) : host_(std::move(host)) {}

  Result<Response, TransportFailure> send(const Request& request, const Limits& limits) override {
    if (auto reason = reason_not_to_send(request)) return std::move(*reason);
    if (limits.cancelled()) return cancellation();
    if (limits.deadline.passed(host_->now())) return answer_timeout(request, true, false);
    if (!library_is_ready()) {
      return TransportFailure{.kind = Kind::resources, .fact = "this machine's libcurl cannot be used by several threads"_t};
    }
    auto slot = idle_.take([&](const Slot& idle) { return idle.fits(request); });
    if (slot == nullptr || !slot->is_fit()) slot = std::make_unique<Slot>(request);
    auto result = slot->exchange(request, limits, *host_);
    // After a failure nothing of a connection is worth keeping.
    if (result.ok()) idle_.put(std::move(slot));
    return result;
  }

 private:
  static constexpr std::size_t most_idle_connections = 8;
  const std::shared_ptr<Host> host_;
  IdlePool<Slot> idle_{most_idle_connections};
};

}  // namespace

std::shared_ptr<Transport> make_curl_transport(std::shared_ptr<Host> host) {
  return std::make_shared<CurlTransport>(std::move(host));
}

std::string transport_versions() { return std::string("libcurl/").append(loaded().version).append(" ").append(tls_version()); }

}  // namespace azcred
