// Owns what a C library made: std::unique_ptr<BIGNUM, FreedBy<BN_free>>.
#pragma once

namespace penstock {

template <auto function>
struct FreedBy {
  template <class T>
  void operator()(T* object) const {
    function(object);
  }
};

}  // namespace penstock
