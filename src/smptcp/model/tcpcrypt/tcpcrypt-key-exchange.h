/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef TCPCRYPT_KEY_EXCHANGE_H
#define TCPCRYPT_KEY_EXCHANGE_H

#include "ns3/smptcp-random.h"
#include "ns3/tcpcrypt-ecdh.h"
#include "ns3/tcpcrypt-init.h"
#include "ns3/tcpcrypt-keys.h"
#include "ns3/tcpcrypt-rsa.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

/**
 * \file
 * \ingroup smptcp-tcpcrypt
 * tcpcrypt's key exchange without I/O: messages in, messages and keys out.
 */

/**
 * \defgroup smptcp-tcpcrypt tcpcrypt
 * \ingroup smptcp
 * The key exchange as a plain class and the protection of segments.
 */

namespace ns3
{
namespace smptcp
{

/// Roles follow the key exchange: C sends INIT1 and decrypts, S sends INIT2 (tcpcrypt.md section 3)
enum class TcpcryptRole : uint8_t
{
    C,
    S,
};

/**
 * First entry of \p offered that this end can use. Form A narrows it to the overlap of key sizes; the key used has
 * the narrowed minimum size (tcpcrypt.md section 2). Form B's entries have no sizes.
 * \return no value when nothing matches
 */
std::optional<PublicCipher> ChoosePublicCipher(const std::vector<PublicCipher>& offered,
                                               const std::vector<PublicCipher>& own,
                                               TcpcryptForm form = TcpcryptForm::A);

/**
 * \return the entries PKCONF lists. Form A: 020404 and 020606; \p keyBits other than 2048 replaces the first (smptcp.md
 *         3.0), with 3072 bits the order is reversed. Form B: 000200, ECDHE P-256; its RSA is not spoken here.
 */
std::vector<PublicCipher> DefaultPkconf(unsigned keyBits, TcpcryptForm form = TcpcryptForm::A);
/// \return form A: size of the key that \p chosen stands for, bits
unsigned KeyBitsOf(const PublicCipher& chosen);
/// \return the symmetric entries INIT1 lists. A: AES-128, HMAC-SHA1, and both in one. B: AES-128 with HMAC-SHA256
const std::vector<SymmetricCipher>& DefaultSymmetricCiphers(TcpcryptForm form);

/// What a completed exchange yields
struct TcpcryptSession
{
    TcpcryptForm form{TcpcryptForm::A}; //!< Form of the exchange
    TcpcryptRole role{TcpcryptRole::C}; //!< Role of this end
    std::vector<uint8_t> ns;            //!< N_S: 16 octets in form A, 32 in form B
    TcpcryptSecret ss;                  //!< ss[i]; i is 0 unless the session is resumed
    TcpcryptKeys keys;                  //!< The keys
    bool resumed{false};                //!< Taken from the cache: i >= 1
};

/**
 * \return the session after \p session: ss[i+1], its keys, the same form and role (tcpcrypt.md section 5). In form B who
 *         announces application support enters the keys; here nobody does.
 */
TcpcryptSession NextSession(const TcpcryptSession& session);

/**
 * \ingroup smptcp-tcpcrypt
 * One exchange: PKCONF agreed, then INIT1 one way and INIT2 the other. Random octets come from the caller.
 */
class TcpcryptKeyExchange
{
  public:
    /// \param form form of all messages and keys
    explicit TcpcryptKeyExchange(TcpcryptForm form = TcpcryptForm::A);

    /**
     * Who announced application support: 1 role C, 2 role S, their sum both. Form B's keys depend on it, so it must
     * be set before INIT2 is made or taken.
     */
    void SetApplication(uint8_t application);

    /**
     * Role C: make INIT1.
     * \param pkconf list received in PKCONF
     * \param own what this end accepts (DefaultPkconf)
     * \param keyPair form A: key of this end; its size must be the one chosen. Form B makes its own
     * \param random N_C; form B: the key pair too
     * \param symmetric what this end offers to encrypt and authenticate with; empty: DefaultSymmetricCiphers
     * \return the payload of INIT1, or no value when no algorithm is common to both or the key has another size
     */
    std::optional<std::vector<uint8_t>> MakeInit1(const std::vector<PublicCipher>& pkconf,
                                                  const std::vector<PublicCipher>& own,
                                                  std::shared_ptr<const RsaPrivateKey> keyPair,
                                                  RandomSource& random,
                                                  const std::vector<SymmetricCipher>& symmetric = {});

    /**
     * Role S: take INIT1, make INIT2; Session() has a value afterwards.
     * \param pkconf list this end sent in PKCONF
     * \param payload INIT1 as received
     * \param size its octets
     * \param random N_S; form A: OAEP's seed, form B: the key pair too
     * \return the payload of INIT2, or no value when INIT1 is malformed or asks for something not offered
     */
    std::optional<std::vector<uint8_t>> OnInit1(const std::vector<PublicCipher>& pkconf,
                                                const uint8_t* payload,
                                                std::size_t size,
                                                RandomSource& random);

    /// Role C: take INIT2. \return true when it is genuine; Session() has a value then
    bool OnInit2(const uint8_t* payload, std::size_t size);

    /// \return the session once the exchange is complete
    const std::optional<TcpcryptSession>& Session() const;

  private:
    /// What role S makes up and hides in INIT2
    struct Secrets
    {
        std::vector<uint8_t> ns;         //!< N_S
        std::vector<uint8_t> pms;        //!< Form B: x coordinate of the shared point
        std::vector<uint8_t> ciphertext; //!< Role S: what INIT2 carries of them
    };

    bool TakesSymmetric(const std::vector<SymmetricCipher>& offered) const;
    SymmetricCipher SymmetricChoice() const;
    std::optional<Secrets> Hide(const Init1Message& init1, unsigned keyBits, RandomSource& random) const;
    std::optional<Secrets> Reveal(const Init2Message& init2) const;
    void Complete(TcpcryptRole role,
                  const Init1Message& init1,
                  const std::vector<uint8_t>& init1Octets,
                  const std::vector<uint8_t>& init2Octets,
                  const Secrets& secrets);

    TcpcryptForm m_form;                         //!< Form A or B
    uint8_t m_application{0};                    //!< Who announced application support
    std::vector<PublicCipher> m_pkconf;          //!< The list of PKCONF
    Init1Message m_init1;                        //!< INIT1 as sent
    std::vector<uint8_t> m_init1Octets;          //!< The same as octets
    std::shared_ptr<const RsaPrivateKey> m_keyPair; //!< Form A: key of role C
    std::optional<EcdhKeyPair> m_ecdh;           //!< Form B: key of role C
    std::optional<TcpcryptSession> m_session;    //!< The result
};

} // namespace smptcp
} // namespace ns3

#endif // TCPCRYPT_KEY_EXCHANGE_H
