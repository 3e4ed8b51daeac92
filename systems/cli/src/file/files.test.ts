import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestHeadEnd } from '@ferraris/head-end/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { listFiles, moveFile, showFile } from './files.ts'
import { sign } from './sign.ts'
import { addKey, listKeys, listTestGroup, revokeKey } from './trust.ts'
import { upload } from './upload.ts'

let folder: string
let headEnd: Awaited<ReturnType<typeof startTestHeadEnd>>
const tokens: Record<string, string> = { root: 'an-administrator-of-tests' }
let printed = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ferraris-files-'))
  headEnd = await startTestHeadEnd({ data: join(folder, 'data'), apiToken: tokens.root! })
  for (const [name, role] of [
    ['acme', 'vendor'],
    ['ann', 'operator'],
  ] as const) {
    const reply = await fetch(`${headEnd.url}/api/v1/tokens`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens.root}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name, role }),
    })
    tokens[name] = ((await reply.json()) as { token: string }).token
  }
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  writeFileSync(in_('acme.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
  writeFileSync(in_('acme.pub'), publicKey.export({ type: 'spki', format: 'pem' }))
  writeFileSync(in_('fw.bin'), 'code of version 2')
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    printed = String(text)
    return true
  })
})
afterAll(async () => {
  delete process.env.FERRARIS_API_TOKEN
  vi.restoreAllMocks()
  await headEnd.close()
  rmSync(folder, { recursive: true })
})

function in_(name: string): string {
  return join(folder, name)
}

/** What a command prints, run with the token of a user. */
async function as(user: string, command: () => unknown): Promise<string> {
  process.env.FERRARIS_API_TOKEN = tokens[user]
  printed = ''
  await command()
  return printed
}

test('a vendor signs and uploads a file, another person approves it and makes it available', async () => {
  const options = { headEnd: headEnd.url }
  expect(await as('root', () => addKey('acme', in_('acme.pub'), { ...options, vendor: 'acme' }))).toContain(
    'ed25519, signs files of acme',
  )
  const described = { kind: 'firmware', forVersion: '2.0', models: 'FER3P, FER1P*' } as const
  const uploading = { ...options, ...described, key: 'acme', json: true }
  const file = JSON.parse(
    await as('acme', () => upload(in_('fw.bin'), { ...uploading, signWith: in_('acme.pem') })),
  )
  expect(file).toMatchObject({
    name: 'fw.bin',
    state: 'test',
    models: ['FER1P*', 'FER3P'],
    vendorKey: 'acme',
  })

  const { signature, sha256 } = JSON.parse(
    await as('acme', () => sign(in_('fw.bin'), { ...described, signWith: in_('acme.pem'), json: true })),
  )
  expect(sha256).toBe(file.sha256)
  await as('acme', () => upload(in_('fw.bin'), { ...uploading, signature }))

  await as('ann', () => moveFile('approve', sha256, options))
  expect(await as('ann', () => moveFile('release', sha256, options))).toMatch(
    /available\n.*octets.*\n.*uploaded by acme, approved by ann, made available by ann/,
  )
  expect(await as('ann', () => listFiles({ ...options, limit: 5 }))).toMatch(
    /fw\.bin +2\.0 +FER1P\*, FER3P +available/,
  )
  await as('ann', () => moveFile('withdraw', sha256, { ...options, reason: 'resets the clock' }))
  expect(await as('acme', () => showFile(sha256, options))).toContain('withdrawn by ann: resets the clock')
})

test('refusals say what to try', async () => {
  const options = { headEnd: headEnd.url }
  const uploading = { ...options, kind: 'firmware', forVersion: '2.0', models: 'X', key: 'acme' } as const
  process.env.FERRARIS_API_TOKEN = tokens.acme
  await expect(upload(in_('none.bin'), uploading)).rejects.toThrow(/none\.bin cannot be read/)
  await expect(upload(in_('fw.bin'), uploading)).rejects.toThrow(/--sign-with: is missing/)
  await expect(upload(in_('fw.bin'), { ...uploading, signWith: in_('acme.pub') })).rejects.toThrow(
    /is no secret key in PEM; make one with `openssl/,
  )
  await expect(moveFile('approve', 'ab'.repeat(32), options)).rejects.toThrow(/operator/)
  expect(await as('root', () => revokeKey('acme', options))).toContain('revoked')
  expect(await as('root', () => listKeys(options))).toMatch(/acme +acme +ed25519 .*revoked/)
  process.env.FERRARIS_API_TOKEN = tokens.acme
  await expect(
    upload(in_('fw.bin'), { ...uploading, signWith: in_('acme.pem'), name: 'again.bin' }),
  ).rejects.toThrow(/was revoked/)
  expect(await as('ann', () => listTestGroup(options))).toBe('no meters\n')
})
