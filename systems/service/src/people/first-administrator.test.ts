import { readFile, stat } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Kit } from '../kit.ts'
import { openBareService, type TestService } from '../testing/test-service.ts'
import { makeFirstAdministrator } from './first-administrator.ts'

let fixture: TestService<Kit>
beforeAll(async () => {
  fixture = await openBareService()
})
afterAll(() => fixture.close())

test('the first start makes an administrator with a password that stands in its file alone; later starts do not', async () => {
  const { accounts } = fixture.parts.people
  const signIn = (await makeFirstAdministrator(accounts, fixture.folder))!
  expect(await accounts.verify('admin', signIn.password)).toEqual({
    username: 'admin',
    role: 'administrator',
  })
  expect(await readFile(signIn.file, 'utf8')).toContain(`password: ${signIn.password}\n`)
  expect((await stat(signIn.file)).mode & 0o777).toBe(0o600)
  expect(await makeFirstAdministrator(accounts, fixture.folder)).toBeNull()
})
