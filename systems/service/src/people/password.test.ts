import { expect, test } from 'vitest'
import { hashPassword, verifyPassword } from './password.ts'
import { readablePassword } from './secret.ts'

test('a hash says how it was made, differs each time, and fits its password only', async () => {
  const [one, two] = await Promise.all([hashPassword('induction'), hashPassword('induction')])
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  expect(one).not.toBe(two)
  expect(await verifyPassword('induction', one)).toBe(true)
  expect(await verifyPassword('Induction', one)).toBe(false)
})

test('verifies the hash that the reference implementation gives', async () => {
  // phc-winner-argon2, src/test.c: version 0x13, t=2, m=2^16, p=1, "password", "somesalt".
  const reference = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  expect(await verifyPassword('password', reference)).toBe(true)
})

test('a stored string of another kind is an error, not a wrong password', async () => {
  await expect(verifyPassword('x', '$2b$10$abc')).rejects.toThrow(/not an argon2id/)
})

test('generated passwords can be told apart and read aloud', () => {
  const passwords = Array.from({ length: 100 }, readablePassword)
  expect(new Set(passwords).size).toBe(100)
  for (const password of passwords) expect(password).toMatch(/^([a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}$/)
})
