import { createHash, generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ferraris } from '../ferraris.ts'
import type { SimulatedWorld } from '../power-line/simulated-world.ts'

interface About {
  readonly kind: 'configuration' | 'template' | 'firmware'
  readonly version: string
  /** A model, or a pattern such as `FER*`. */
  readonly models: string
}

/** A vendor of files, and the persons who let them through, each with a token and the commands of `ferraris file`. */
export class Vendor {
  readonly #world: SimulatedWorld
  readonly #tokens: Readonly<Record<string, string>>

  private constructor(world: SimulatedWorld, tokens: Readonly<Record<string, string>>) {
    this.#world = world
    this.#tokens = tokens
  }

  static async enter(world: SimulatedWorld): Promise<Vendor> {
    const tokens: Record<string, string> = {}
    for (const [name, role] of [
      ['root', 'administrator'],
      ['acme', 'vendor'],
      ['ann', 'operator'],
    ] as const)
      tokens[name] = (await world.post<{ token: string }>('/tokens', { name, role })).token
    const vendor = new Vendor(world, tokens)
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    writeFileSync(vendor.#at('acme.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
    writeFileSync(vendor.#at('acme.pub'), publicKey.export({ type: 'spki', format: 'pem' }))
    await vendor.#as('root', 'key', 'add', 'acme', vendor.#at('acme.pub'), '--vendor', 'acme')
    return vendor
  }

  /** Signs and uploads a file of the world's folder, and has it let through; gives its SHA-256. */
  async available(name: string, content: Uint8Array, { kind, version, models }: About): Promise<string> {
    writeFileSync(this.#at(name), content)
    const about = ['--kind', kind, '--for-version', version, '--models', models]
    await this.#as(
      'acme',
      'upload',
      this.#at(name),
      ...about,
      '--key',
      'acme',
      '--sign-with',
      this.#at('acme.pem'),
    )
    const sha256 = createHash('sha256').update(content).digest('hex')
    await this.#as('ann', 'approve', sha256)
    await this.#as('ann', 'release', sha256)
    return sha256
  }

  #at(name: string): string {
    return join(this.#world.data, name)
  }

  async #as(person: string, ...args: string[]): Promise<void> {
    const env = { FERRARIS_API_TOKEN: this.#tokens[person] }
    const { code, stderr } = await ferraris(['file', ...args, '--head-end', this.#world.url], { env })
    if (code !== 0 || stderr !== '') throw new Error(`file ${args[0]}: ${code} ${stderr}`)
  }
}
