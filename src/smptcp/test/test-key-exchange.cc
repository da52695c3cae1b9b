/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The key exchange as a plain class: two of them talk, and each is told nonsense.

#include "unit-support.h"

#include "ns3/tcpcrypt-key-exchange.h"

#include <boost/test/unit_test.hpp>

#include <map>
#include <memory>

using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(key_exchange)

namespace
{

constexpr unsigned SMALL = 512; //!< For speed; the sizes of 2048 bits have a test of their own

std::shared_ptr<const RsaKeyPair>
KeyPair(unsigned bits = SMALL)
{
    static std::map<unsigned, std::shared_ptr<const RsaKeyPair>> pairs;
    auto& pair = pairs[bits];
    if (!pair)
    {
        SeededRandom random(bits);
        pair = std::make_shared<RsaKeyPair>(bits, random);
    }
    return pair;
}

/// Both ends of one exchange
struct Exchange
{
    explicit Exchange(unsigned keyBits = SMALL, uint64_t seed = 1)
        : bits(keyBits),
          pkconf(DefaultPkconf(keyBits)),
          random(seed)
    {
    }

    Octets MakeInit1()
    {
        return c.MakeInit1(pkconf, pkconf, KeyPair(bits), random).value();
    }

    std::optional<Octets> OnInit1(const Octets& init1)
    {
        return s.OnInit1(pkconf, init1.data(), init1.size(), random);
    }

    bool OnInit2(const Octets& init2)
    {
        return c.OnInit2(init2.data(), init2.size());
    }

    unsigned bits;
    std::vector<PublicCipher> pkconf;
    SeededRandom random;
    TcpcryptKeyExchange c;
    TcpcryptKeyExchange s;
};

/// Everything a session holds, as one string
std::string
Describe(const TcpcryptSession& session)
{
    const TcpcryptKeys& k = session.keys;
    return ToHex(session.ns) + ToHex(session.ss) + ToHex(k.sid) + ToHex(k.mk) + ToHex(k.kec) + ToHex(k.kac) +
           ToHex(k.kes) + ToHex(k.kas);
}

} // namespace

BOOST_AUTO_TEST_CASE(both_ends_agree_on_all_keys)
{
    Exchange exchange;
    Octets init1 = exchange.MakeInit1();
    BOOST_TEST(!exchange.c.Session());
    auto init2 = exchange.OnInit1(init1);
    BOOST_REQUIRE(init2);
    BOOST_REQUIRE(exchange.s.Session());
    BOOST_TEST(!exchange.c.Session());
    BOOST_TEST(exchange.OnInit2(*init2));
    BOOST_REQUIRE(exchange.c.Session());
    BOOST_TEST(Describe(*exchange.c.Session()) == Describe(*exchange.s.Session()));
    BOOST_TEST((exchange.c.Session()->role == TcpcryptRole::C));
    BOOST_TEST((exchange.s.Session()->role == TcpcryptRole::S));
}

BOOST_AUTO_TEST_CASE(sizes_at_2048_bits)
{
    Exchange exchange(2048);
    Octets init1 = exchange.MakeInit1();
    BOOST_TEST(init1.size() == 296u);
    auto init2 = exchange.OnInit1(init1);
    BOOST_REQUIRE(init2);
    BOOST_TEST(init2->size() == 264u);
    BOOST_TEST(exchange.OnInit2(*init2));
    BOOST_TEST(Describe(exchange.c.Session().value()) == Describe(exchange.s.Session().value()));
}

BOOST_AUTO_TEST_CASE(the_same_random_octets_give_the_same_messages)
{
    Exchange one;
    Exchange two;
    Octets init1 = one.MakeInit1();
    BOOST_TEST((two.MakeInit1() == init1));
    BOOST_TEST((one.OnInit1(init1) == two.OnInit1(init1)));
    BOOST_TEST(Describe(one.s.Session().value()) == Describe(two.s.Session().value()));

    Exchange other(SMALL, 2);
    BOOST_TEST((other.MakeInit1() != init1));
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_key_pair)
{
    SeededRandom one(9);
    SeededRandom two(9);
    SeededRandom three(10);
    Octets modulus = RsaKeyPair(SMALL, one).Modulus();
    BOOST_TEST(modulus.size() == SMALL / 8);
    BOOST_TEST((modulus[0] & 0x80) != 0, "no leading zero");
    BOOST_TEST((RsaKeyPair(SMALL, two).Modulus() == modulus));
    BOOST_TEST((RsaKeyPair(SMALL, three).Modulus() != modulus));
}

BOOST_AUTO_TEST_CASE(a_changed_init1_leads_to_other_keys_or_none)
{
    // An attacker who touches nonce or lists gets two ends with different keys: every MAC fails.
    const Octets init1 = Exchange().MakeInit1();
    for (std::size_t at = 8; at < init1.size(); ++at)
    {
        Exchange exchange;
        exchange.MakeInit1();
        Octets changed = init1;
        changed[at] ^= 1;
        auto init2 = exchange.OnInit1(changed);
        bool agreed = init2 && exchange.OnInit2(*init2) &&
                      Describe(exchange.c.Session().value()) == Describe(exchange.s.Session().value());
        // Form A takes neither the octet before the public entry (36) nor that entry into the keys; of the entry a
        // smallest size of 0 instead of 1 (38) narrows to the same key size.
        bool harmless = at == 36 || at == 38;
        BOOST_TEST(agreed == harmless, "octet " << at);
    }
}

BOOST_AUTO_TEST_CASE(malformed_init1)
{
    const Octets good = Exchange().MakeInit1();
    auto refused = [](const Octets& init1) {
        Exchange exchange;
        return !exchange.OnInit1(init1) && !exchange.s.Session();
    };
    BOOST_TEST(!refused(good));
    BOOST_TEST(refused({}));
    for (std::size_t size : {std::size_t(1), std::size_t(8), good.size() - 1})
    {
        BOOST_TEST(refused(Octets(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size))), size);
    }
    Octets longer = good;
    longer.push_back(0);
    BOOST_TEST(refused(longer));
    Octets type = good;
    type[1] = 2;
    BOOST_TEST(refused(type));
}

namespace
{

/// Does S refuse INIT1 after \p change?
template <typename Change>
bool
RefusedAfter(Change change)
{
    Exchange exchange;
    Octets octets = exchange.MakeInit1();
    Init1Message message = Init1Message::Parse(octets.data(), octets.size()).value();
    change(message);
    return !exchange.OnInit1(message.Serialize()) && !exchange.s.Session();
}

} // namespace

BOOST_AUTO_TEST_CASE(init1_that_asks_for_what_was_not_offered)
{
    BOOST_TEST(!RefusedAfter([](Init1Message&) {}));
    BOOST_TEST(RefusedAfter([](Init1Message& m) { m.publicCipher = {1, 1, 1}; }), "Rabin-Williams");
    BOOST_TEST(RefusedAfter([](Init1Message& m) { m.publicCipher = {2, 2, 2}; }), "1024 bits");
    BOOST_TEST(RefusedAfter([](Init1Message& m) { m.publicCipher = {2, 0, 0}; }), "0 bits");
    BOOST_TEST(RefusedAfter([](Init1Message& m) { m.publicCipher = {2, 2, 1}; }), "smallest above largest");
    BOOST_TEST(RefusedAfter([](Init1Message& m) { m.symmetricCiphers.clear(); }), "no ciphers");
    BOOST_TEST(RefusedAfter([](Init1Message& m) { m.symmetricCiphers = {{0, 1, 0, 0}}; }), "no MAC");
    BOOST_TEST(RefusedAfter([](Init1Message& m) { m.symmetricCiphers = {{0, 0, 0, 1}}; }), "no cipher");
    BOOST_TEST(RefusedAfter([](Init1Message& m) { m.symmetricCiphers = {{0, 2, 0, 1}}; }), "RC4 only");
    BOOST_TEST(RefusedAfter([](Init1Message& m) { m.symmetricCiphers = {{0, 1, 0, 2}}; }), "UMAC only");
    BOOST_TEST(!RefusedAfter([](Init1Message& m) { m.symmetricCiphers = {{0, 1, 0, 1}}; }), "both in one entry");
}

BOOST_AUTO_TEST_CASE(init1_with_a_modulus_of_another_size)
{
    for (std::size_t octets : {0u, 1u, 32u, 63u, 65u, 128u, 256u, 4096u})
    {
        BOOST_TEST(RefusedAfter([octets](Init1Message& m) { m.publicKey.assign(octets, 0xff); }), octets);
    }
    BOOST_TEST(RefusedAfter([](Init1Message& m) { m.publicKey.back() &= 0xfe; }), "even");
    BOOST_TEST(RefusedAfter([](Init1Message& m) { m.publicKey.front() = 0; }), "leading zero");
    BOOST_TEST(RefusedAfter([](Init1Message& m) { m.publicKey.assign(64, 0); }), "zero");
    BOOST_TEST(RefusedAfter([](Init1Message& m) {
                   m.publicCipher = {2, 6, 6};
                   m.publicKey.resize(64);
               }),
               "3072 bits announced, 512 given");
}

BOOST_AUTO_TEST_CASE(malformed_and_foreign_init2)
{
    Exchange exchange;
    const Octets good = exchange.OnInit1(exchange.MakeInit1()).value();
    auto refused = [&](const Octets& init2) {
        return !exchange.OnInit2(init2) && !exchange.c.Session();
    };
    BOOST_TEST(refused({}));
    for (std::size_t size = 1; size < good.size(); size += 7)
    {
        BOOST_TEST(refused(Octets(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size))), size);
    }
    Octets longer = good;
    longer.push_back(0);
    BOOST_TEST(refused(longer));
    for (std::size_t at = 0; at < good.size(); ++at)
    {
        Octets changed = good;
        changed[at] ^= 1;
        BOOST_TEST(refused(changed), "octet " << at);
    }
    Octets large = good;
    std::fill(large.begin() + 8, large.end(), 0xff);
    BOOST_TEST(refused(large), "a number above the modulus");

    // INIT2 made for another key of the same size
    SeededRandom random(77);
    auto foreign = std::make_shared<RsaKeyPair>(SMALL, random);
    TcpcryptKeyExchange client;
    Octets init1 = client.MakeInit1(exchange.pkconf, exchange.pkconf, foreign, random).value();
    TcpcryptKeyExchange server;
    BOOST_TEST(refused(server.OnInit1(exchange.pkconf, init1.data(), init1.size(), random).value()));

    BOOST_TEST(exchange.OnInit2(good), "the genuine one still does");
}

BOOST_AUTO_TEST_CASE(a_secret_of_another_length_is_refused)
{
    for (std::size_t octets : {0u, 15u, 17u, 22u})
    {
        Exchange exchange;
        exchange.MakeInit1();
        Init2Message init2;
        init2.symmetricCipher = {0, 1, 0, 1};
        init2.ciphertext = RsaOaepEncrypt(KeyPair()->Modulus(), Octets(octets, 1), exchange.random).value();
        BOOST_TEST(!exchange.OnInit2(init2.Serialize()), octets);
    }
}

BOOST_AUTO_TEST_CASE(init2_without_init1)
{
    Exchange asked;
    const Octets init2 = asked.OnInit1(asked.MakeInit1()).value();
    Exchange other;
    BOOST_TEST(!other.OnInit2(init2));
}

BOOST_AUTO_TEST_CASE(no_init1_without_a_common_algorithm_or_with_a_key_of_another_size)
{
    SeededRandom random(1);
    TcpcryptKeyExchange c;
    const auto own = DefaultPkconf(SMALL);
    BOOST_TEST(!c.MakeInit1({}, own, KeyPair(), random));
    BOOST_TEST(!c.MakeInit1({{1, 1, 1}}, own, KeyPair(), random));
    BOOST_TEST(!c.MakeInit1({{2, 4, 4}}, own, KeyPair(), random));
    BOOST_TEST(!c.MakeInit1({{2, 6, 6}}, own, KeyPair(), random), "the key is not one of 3072 bits");
    BOOST_TEST(!c.MakeInit1(own, own, nullptr, random));
    BOOST_TEST(!c.Session());
    BOOST_TEST(c.MakeInit1({{1, 1, 1}, {2, 1, 8}}, own, KeyPair(), random).has_value(), "second entry");
}

BOOST_AUTO_TEST_CASE(choice_of_the_public_cipher)
{
    struct Row
    {
        const char* what;
        std::vector<PublicCipher> offered;
        std::vector<PublicCipher> own;
        std::optional<PublicCipher> chosen;
    };

    const Row table[] = {
        {"the same", {{2, 4, 4}}, {{2, 4, 4}}, PublicCipher{2, 4, 4}},
        {"first of the offered list", {{2, 6, 6}, {2, 4, 4}}, {{2, 4, 4}, {2, 6, 6}}, PublicCipher{2, 6, 6}},
        {"narrowed to the overlap", {{2, 2, 6}}, {{2, 4, 8}}, PublicCipher{2, 4, 6}},
        {"no overlap", {{2, 2, 3}}, {{2, 4, 8}}, std::nullopt},
        {"other algorithm", {{1, 4, 4}}, {{1, 4, 4}}, std::nullopt},
        {"nothing offered", {}, {{2, 4, 4}}, std::nullopt},
        {"nothing of one's own", {{2, 4, 4}}, {}, std::nullopt},
        {"size zero", {{2, 0, 0}}, {{2, 0, 4}}, std::nullopt},
    };
    for (const Row& row : table)
    {
        auto chosen = ChoosePublicCipher(row.offered, row.own);
        BOOST_TEST((chosen == row.chosen), row.what);
    }
}

BOOST_AUTO_TEST_CASE(default_list)
{
    BOOST_TEST((DefaultPkconf(2048) == std::vector<PublicCipher>{{2, 4, 4}, {2, 6, 6}}));
    BOOST_TEST((DefaultPkconf(512) == std::vector<PublicCipher>{{2, 1, 1}, {2, 6, 6}}));
}

namespace
{

/// Both ends of an exchange of form B
struct ExchangeB
{
    explicit ExchangeB(uint64_t seed = 1)
        : random(seed)
    {
    }

    Octets MakeInit1()
    {
        return c.MakeInit1(pkconf, pkconf, nullptr, random).value();
    }

    std::optional<Octets> OnInit1(const Octets& init1)
    {
        return s.OnInit1(pkconf, init1.data(), init1.size(), random);
    }

    bool OnInit2(const Octets& init2)
    {
        return c.OnInit2(init2.data(), init2.size());
    }

    std::vector<PublicCipher> pkconf{DefaultPkconf(2048, TcpcryptForm::B)};
    SeededRandom random;
    TcpcryptKeyExchange c{TcpcryptForm::B};
    TcpcryptKeyExchange s{TcpcryptForm::B};
};

std::string
DescribeB(const TcpcryptKeyExchange& exchange)
{
    const TcpcryptSession& session = exchange.Session().value();
    return Describe(session) + ToHex(session.keys.kgc) + ToHex(session.keys.kgs);
}

} // namespace

BOOST_AUTO_TEST_CASE(form_b_agrees_on_all_keys)
{
    ExchangeB exchange;
    Octets init1 = exchange.MakeInit1();
    BOOST_TEST(init1.size() == 117u);
    auto init2 = exchange.OnInit1(init1);
    BOOST_REQUIRE(init2);
    BOOST_TEST(init2->size() == 110u);
    BOOST_TEST(exchange.OnInit2(*init2));
    BOOST_TEST(DescribeB(exchange.c) == DescribeB(exchange.s));
    const TcpcryptSession& session = *exchange.c.Session();
    BOOST_TEST((session.form == TcpcryptForm::B));
    BOOST_TEST((session.role == TcpcryptRole::C));
    BOOST_TEST((exchange.s.Session()->role == TcpcryptRole::S));
    BOOST_TEST(session.keys.sid.size() == 32u);
    BOOST_TEST(session.ns.size() == 32u);

    ExchangeB same;
    BOOST_TEST((same.MakeInit1() == init1), "the same random octets, the same messages");
    BOOST_TEST((ExchangeB(2).MakeInit1() != init1));
}

BOOST_AUTO_TEST_CASE(form_b_binds_who_announced_application_support)
{
    std::string before;
    for (uint8_t bits : {0, 1, 2, 3})
    {
        ExchangeB exchange;
        exchange.c.SetApplication(bits);
        exchange.s.SetApplication(bits);
        BOOST_TEST(exchange.OnInit2(exchange.OnInit1(exchange.MakeInit1()).value()));
        BOOST_TEST(DescribeB(exchange.c) == DescribeB(exchange.s));
        BOOST_TEST(DescribeB(exchange.c) != before);
        before = DescribeB(exchange.c);
    }
    ExchangeB apart;
    apart.c.SetApplication(1);
    BOOST_TEST(apart.OnInit2(apart.OnInit1(apart.MakeInit1()).value()));
    BOOST_TEST(DescribeB(apart.c) != DescribeB(apart.s));
}

BOOST_AUTO_TEST_CASE(a_changed_message_of_form_b_is_refused_or_leads_to_other_keys)
{
    const Octets init1 = ExchangeB().MakeInit1();
    for (std::size_t at = 0; at < init1.size(); ++at)
    {
        ExchangeB exchange;
        exchange.MakeInit1();
        Octets changed = init1;
        changed[at] ^= 1;
        auto init2 = exchange.OnInit1(changed);
        bool same = init2 && exchange.OnInit2(*init2) && DescribeB(exchange.c) == DescribeB(exchange.s);
        BOOST_TEST(!same, "INIT1, octet " << at);
        BOOST_TEST((!init2 || at >= 8), "its type and length must be right");
        BOOST_TEST((!init2 || at < 52), "what is no point of the curve is refused");
    }
    ExchangeB exchange;
    const Octets init2 = exchange.OnInit1(exchange.MakeInit1()).value();
    for (std::size_t at = 0; at < init2.size(); ++at)
    {
        ExchangeB other;
        other.MakeInit1();
        Octets changed = init2;
        changed[at] ^= 1;
        bool taken = other.OnInit2(changed);
        BOOST_TEST((!taken || DescribeB(other.c) != DescribeB(exchange.s)), "INIT2, octet " << at);
        BOOST_TEST(taken == (at >= 13 && at < 45), "N_S alone is only bound by the keys, " << at);
    }
    for (std::size_t size = 0; size < init2.size(); ++size)
    {
        ExchangeB other;
        other.MakeInit1();
        BOOST_TEST(!other.OnInit2(Octets(init2.begin(), init2.begin() + static_cast<std::ptrdiff_t>(size))));
    }
}

BOOST_AUTO_TEST_CASE(the_forms_do_not_mix)
{
    const auto listA = DefaultPkconf(SMALL);
    const auto listB = DefaultPkconf(SMALL, TcpcryptForm::B);
    BOOST_TEST((listB == std::vector<PublicCipher>{{0, 2, 0}}));
    SeededRandom random(1);
    BOOST_TEST(!TcpcryptKeyExchange().MakeInit1(listB, listA, KeyPair(), random));
    BOOST_TEST(!TcpcryptKeyExchange(TcpcryptForm::B).MakeInit1(listA, listB, KeyPair(), random));
    const std::vector<PublicCipher> daemon{{0, 1, 0}, {0, 2, 0}, {0, 2, 1}};
    BOOST_TEST((ChoosePublicCipher(daemon, listB, TcpcryptForm::B) == PublicCipher{0, 2, 0}), "RSA is passed over");
    BOOST_TEST(!ChoosePublicCipher({{0, 1, 0}, {0, 2, 1}}, listB, TcpcryptForm::B));
    // An INIT1 of the other form
    Exchange a;
    ExchangeB b;
    Octets ofA = a.MakeInit1();
    Octets ofB = b.MakeInit1();
    BOOST_TEST(!a.OnInit1(ofB));
    BOOST_TEST(!b.OnInit1(ofA));
}

BOOST_AUTO_TEST_CASE(points_off_the_curve)
{
    SeededRandom random(5);
    EcdhKeyPair one(random);
    EcdhKeyPair two(random);
    BOOST_TEST(one.Point().size() == P256_POINT_OCTETS);
    BOOST_REQUIRE(one.Agree(two.Point()));
    BOOST_TEST((one.Agree(two.Point()) == two.Agree(one.Point())));
    BOOST_TEST(one.Agree(two.Point())->size() == 32u);
    BOOST_TEST(!one.Agree({}));
    BOOST_TEST(!one.Agree(Octets(P256_POINT_OCTETS, 0)), "infinity");
    BOOST_TEST(!one.Agree(Octets(P256_POINT_OCTETS, 0xff)));
    Octets zero(P256_POINT_OCTETS, 0);
    zero[0] = 4;
    BOOST_TEST(!one.Agree(zero));
    Octets off = two.Point();
    off.back() ^= 1;
    BOOST_TEST(!one.Agree(off));
    Octets compressed = two.Point();
    compressed[0] = 2;
    BOOST_TEST(!one.Agree(compressed));
    Octets longer = two.Point();
    longer.push_back(0);
    BOOST_TEST(!one.Agree(longer));
}

BOOST_AUTO_TEST_CASE(rsa_limits)
{
    SeededRandom random(3);
    const Octets& modulus = KeyPair()->Modulus();
    auto ciphertext = RsaOaepEncrypt(modulus, Ascending(1, 16), random);
    BOOST_REQUIRE(ciphertext);
    BOOST_TEST((KeyPair()->Decrypt(*ciphertext) == Ascending(1, 16)));
    BOOST_TEST(!RsaOaepEncrypt(modulus, Octets(23), random), "22 octets fit 512 bits");
    BOOST_TEST(!RsaOaepEncrypt({}, Octets(16), random));
    BOOST_TEST(!RsaOaepEncrypt(Octets(63, 0xff), Octets(16), random));
    BOOST_TEST(!RsaOaepEncrypt(Octets(2049, 0xff), Octets(16), random));
    for (std::size_t size : {0u, 1u, 63u, 65u, 4096u})
    {
        BOOST_TEST(!KeyPair()->Decrypt(Octets(size, 1)), size);
    }
    BOOST_TEST(!KeyPair()->Decrypt(Octets(64, 0)));
}

BOOST_AUTO_TEST_SUITE_END()
