import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openBareService } from '../testing/test-service.ts'
import { cert, key } from '../testing/tls-pair.ts'
import { checkAddress, checkBinding, checkProxies, isLoopback, listen, readTlsFiles } from './listen.ts'

const plain = { tls: false, insecureHttp: false, port: 0 }

test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('%s needs no TLS', host => {
  expect(isLoopback(host)).toBe(true)
  expect(() => checkBinding({ ...plain, host })).not.toThrow()
})

test.each(['0.0.0.0', '::', '192.168.1.5', 'meters.example', '127.example', '1270.0.0.1'])(
  '%s needs TLS, or the word that plain HTTP is meant',
  host => {
    expect(() => checkBinding({ ...plain, host })).toThrow(/--tls-cert.*--insecure-http/)
    expect(() => checkBinding({ ...plain, host, tls: true })).not.toThrow()
    expect(() => checkBinding({ ...plain, host, insecureHttp: true })).not.toThrow()
  },
)

test('a port in use is named, with what to try', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => other.once('listening', resolve))
  const { port } = other.address() as AddressInfo
  const fixture = await openBareService()
  const refused = listen(fixture.app, { ...plain, host: '127.0.0.1', port })
  await expect(refused).rejects.toMatchObject({
    code: 'port-in-use',
    message: expect.stringMatching(new RegExp(`^port ${port} is in use\\. .*--port`)),
  })
  // Also before anything is started for it.
  await expect(checkAddress({ host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'port-in-use' })
  await new Promise(resolve => other.close(resolve))
  await checkAddress({ host: '127.0.0.1', port })
  await fixture.close()
})

test.each(['127.0.0.1', '10.1.0.0/16, loopback', '::1', 'fd00::/8'])('%s names proxies', text => {
  expect(() => checkProxies(text)).not.toThrow()
})

test.each(['', 'true', 'proxy.example', '10.0.0.0/33', '10.0.0.0/8/8', '127.0.0.1,'])(
  '%j names none',
  text => {
    expect(() => checkProxies(text)).toThrow(/--trust-proxy/)
  },
)

test('an address of another machine is told as such', async () => {
  const fixture = await openBareService()
  // 192.0.2.0/24 is kept for documentation (RFC 5737): no machine has it.
  const refused = listen(fixture.app, { ...plain, host: '192.0.2.1', port: 0 })
  await expect(refused).rejects.toMatchObject({ code: 'address-unavailable' })
  await fixture.close()
})

test('over TLS the interface answers a client that trusts the certificate', async () => {
  const fixture = await openBareService({ tls: { cert, key } })
  const url = await listen(fixture.app, { host: '127.0.0.1', port: 0, tls: true, insecureHttp: false })
  expect(url).toMatch(/^https:/)
  const status = await new Promise((resolve, reject) => {
    request(`${url}/healthz`, { ca: cert, agent: false }, reply => resolve(reply.resume().statusCode))
      .once('error', reject)
      .end()
  })
  expect(status).toBe(200)
  await fixture.close()
})

test('certificate and key must be there and belong together', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ferraris-tls-'))
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  await writeFile(files.cert, cert)
  await expect(readTlsFiles(files)).rejects.toMatchObject({ code: 'tls-unusable' })
  await writeFile(files.key, key)
  expect((await readTlsFiles(files)).cert.toString()).toBe(cert)
  await writeFile(files.key, 'no key')
  await expect(readTlsFiles(files)).rejects.toThrow(/--tls-key/)
  await rm(folder, { recursive: true })
})
