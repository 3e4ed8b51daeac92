import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto'
import { at, plainOctets } from '@ferraris/bytes'
import { SmitpError } from '../smitp-error.ts'

const blockLength = 16
const zeroBlock = new Uint8Array(blockLength)

/** An AES-128 key of a meter. Printing it shows nothing. */
export class SmitpKey {
  readonly #key: KeyObject
  /** Subkeys of CMAC, for a last block that is full and for one that is not. */
  readonly #fullBlock: Uint8Array
  readonly #partialBlock: Uint8Array

  /** @param octets 16 octets; throws {@link SmitpError} `key-invalid` */
  constructor(octets: Uint8Array) {
    if (octets.length !== blockLength) throw new SmitpError('key-invalid', `${octets.length} octets given`)
    this.#key = createSecretKey(octets)
    this.#fullBlock = doubled(this.encryptBlocks(zeroBlock))
    this.#partialBlock = doubled(this.#fullBlock)
  }

  /** AES-CMAC of any octets, 16 octets (RFC 4493). */
  cmac(octets: Uint8Array): Uint8Array {
    const blocks = Math.max(1, Math.ceil(octets.length / blockLength))
    const padded = new Uint8Array(blocks * blockLength)
    padded.set(octets)
    const full = octets.length === padded.length
    if (!full) padded[octets.length] = 0x80
    const subkey = full ? this.#fullBlock : this.#partialBlock
    const last = padded.length - blockLength
    for (const [i, octet] of subkey.entries()) padded[last + i] = octet ^ at(padded, last + i)
    const chain = createCipheriv('aes-128-cbc', this.#key, zeroBlock).setAutoPadding(false).update(padded)
    return plainOctets(chain).subarray(last)
  }

  /** Counter mode; the block, 16 octets, counts up as one big-endian number. Ciphers and deciphers. */
  ctr(counterBlock: Uint8Array, octets: Uint8Array): Uint8Array {
    return plainOctets(createCipheriv('aes-128-ctr', this.#key, counterBlock).update(octets))
  }

  /** Each block of 16 octets by itself (ECB). */
  encryptBlocks(octets: Uint8Array): Uint8Array {
    return plainOctets(createCipheriv('aes-128-ecb', this.#key, null).setAutoPadding(false).update(octets))
  }

  /** The reverse of {@link encryptBlocks}. */
  decryptBlocks(octets: Uint8Array): Uint8Array {
    return plainOctets(createDecipheriv('aes-128-ecb', this.#key, null).setAutoPadding(false).update(octets))
  }
}

/** Multiplication by x in GF(2^128), as CMAC makes its subkeys (RFC 4493, 2.3). */
function doubled(block: Uint8Array): Uint8Array {
  const shifted = block.map((octet, i) => (octet << 1) | ((block[i + 1] ?? 0) >> 7))
  if (at(block, 0) & 0x80) shifted[blockLength - 1] = 0x87 ^ at(shifted, blockLength - 1)
  return shifted
}
