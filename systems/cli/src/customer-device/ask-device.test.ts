import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { askDevice } from './ask-device.ts'
import { localFile } from './folder.ts'

test('another program at the port of a device that has ended is not taken for it', async () => {
  const data = mkdtempSync(join(tmpdir(), 'ferraris-ask-'))
  const other = createServer((_, response) => response.writeHead(401).end('{"code":"unpaired"}'))
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
  try {
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
    writeFileSync(localFile({ data }), JSON.stringify({ url, token: 'old', pid: 1 }))
    await expect(askDevice({ data }, 'GET', '/api/v1/state')).rejects.toMatchObject({
      code: 'device-silent',
      message: expect.stringContaining('401'),
    })
  } finally {
    other.close()
    rmSync(data, { recursive: true })
  }
})
