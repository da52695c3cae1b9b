/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef TCPCRYPT_KEY_EXCHANGE_H
#define TCPCRYPT_KEY_EXCHANGE_H

#include "ns3/smptcp-random.h"
#include "ns3/tcpcrypt-init.h"
#include "ns3/tcpcrypt-keys.h"
#include "ns3/tcpcrypt-rsa.h"

#include <array>
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
 * First entry of \p offered that this end can use with keys of \p keyBits, narrowed to the overlap; the key
 * used has the narrowed minimum size (tcpcrypt.md section 2).
 * \return no value when nothing matches
 */
std::optional<PublicCipher> ChoosePublicCipher(const std::vector<PublicCipher>& offered,
                                               const std::vector<PublicCipher>& own);

/// \return the entries PKCONF lists: 020404 and 020606; a \p keyBits below 2048 replaces the first (smptcp.md 3.0)
std::vector<PublicCipher> DefaultPkconf(unsigned keyBits);

/// What a completed exchange yields
struct TcpcryptSession
{
    TcpcryptRole role{TcpcryptRole::C};                   //!< Role of this end
    std::array<uint8_t, TCPCRYPT_NONCE_OCTETS> ns{};      //!< N_S
    TcpcryptSecret ss{};                                  //!< ss[0]
    TcpcryptKeys keys;                                    //!< The keys
};

/**
 * \ingroup smptcp-tcpcrypt
 * One exchange: PKCONF agreed, then INIT1 one way and INIT2 the other. Random octets come from the caller.
 */
class TcpcryptKeyExchange
{
  public:
    /**
     * Role C: make INIT1.
     * \param pkconf list received in PKCONF
     * \param own what this end accepts (DefaultPkconf)
     * \param keyPair key of this end; its size must be the one chosen
     * \param random N_C
     * \return the payload of INIT1, or no value when no algorithm is common to both or the key has another size
     */
    std::optional<std::vector<uint8_t>> MakeInit1(const std::vector<PublicCipher>& pkconf,
                                                  const std::vector<PublicCipher>& own,
                                                  std::shared_ptr<const RsaKeyPair> keyPair,
                                                  RandomSource& random);

    /**
     * Role S: take INIT1, make INIT2; Session() has a value afterwards.
     * \param pkconf list this end sent in PKCONF
     * \param payload INIT1 as received
     * \param size its octets
     * \param random N_S and OAEP's seed
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
    std::vector<PublicCipher> m_pkconf;          //!< The list of PKCONF
    Init1Message m_init1;                        //!< INIT1 as sent
    std::shared_ptr<const RsaKeyPair> m_keyPair; //!< Key of role C
    std::optional<TcpcryptSession> m_session;    //!< The result
};

} // namespace smptcp
} // namespace ns3

#endif // TCPCRYPT_KEY_EXCHANGE_H
