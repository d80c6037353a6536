// A machine on which no thread can be made: while the object lives, each would need a stack that no
// address space holds.
#pragma once

#include <pthread.h>

#include <catch2/catch.hpp>
#include <system_error>
#include <thread>

namespace xueji::test {

class NoThreads {
 public:
  NoThreads() {
    constexpr std::size_t stack_bytes = std::size_t{1} << 46U;
    REQUIRE(::pthread_getattr_default_np(&before_) == 0);
    pthread_attr_t huge;
    REQUIRE(::pthread_getattr_default_np(&huge) == 0);
    REQUIRE(::pthread_attr_setstacksize(&huge, stack_bytes) == 0);
    REQUIRE(::pthread_setattr_default_np(&huge) == 0);
    ::pthread_attr_destroy(&huge);
    REQUIRE_THROWS_AS(std::thread([] {}), std::system_error);
  }
  ~NoThreads() {
    ::pthread_setattr_default_np(&before_);
    ::pthread_attr_destroy(&before_);
  }
  NoThreads(const NoThreads&) = delete;
  NoThreads& operator=(const NoThreads&) = delete;

 private:
  pthread_attr_t before_;
};

}  // namespace xueji::test
