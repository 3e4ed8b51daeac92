import { Command } from 'commander'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'

const headEndUrl = 'http://127.0.0.1:8080'

/** `ferraris file key`: the public keys by which files of vendors are known. */
export function vendorKeyCommand(): Command {
  return new Command('key')
    .description('Keys of vendors: register them, see them, revoke them')
    .addCommand(
      asking(new Command('add'))
        .description('Register the public key of a vendor; for administrators')
        .argument('<name>', 'of the key')
        .argument('<file>', 'public key in PEM')
        .requiredOption('--vendor <account>', 'account or token that uploads what it signs')
        .addHelpText(
          'after',
          examples(`ferraris file key add acme acme.pub --vendor acme --head-end ${headEndUrl}`),
        )
        .action(async (name, file, options) => (await import('./trust.ts')).addKey(name, file, options)),
    )
    .addCommand(
      asking(new Command('list'))
        .description('List keys')
        .addHelpText('after', examples(`ferraris file key list --head-end ${headEndUrl}`))
        .action(async options => (await import('./trust.ts')).listKeys(options)),
    )
    .addCommand(
      asking(new Command('revoke'))
        .description('Revoke a key: what it signed is not used any more; for administrators')
        .argument('<name>', 'of the key')
        .addHelpText('after', examples(`ferraris file key revoke acme --head-end ${headEndUrl}`))
        .action(async (name, options) => (await import('./trust.ts')).revokeKey(name, options)),
    )
}

/** `ferraris file test-group`: the meters that files are tested on. */
export function testGroupCommand(): Command {
  return new Command('test-group')
    .description('Meters that may have files in test')
    .addCommand(
      asking(new Command('add'))
        .description('Take a meter into the test group')
        .argument('<serial>', 'of the meter')
        .addHelpText('after', examples(`ferraris file test-group add FER00000001 --head-end ${headEndUrl}`))
        .action(async (serial, options) => (await import('./trust.ts')).addTestMeter(serial, options)),
    )
    .addCommand(
      asking(new Command('remove'))
        .description('Take a meter out of the test group')
        .argument('<serial>', 'of the meter')
        .addHelpText(
          'after',
          examples(`ferraris file test-group remove FER00000001 --head-end ${headEndUrl}`),
        )
        .action(async (serial, options) => (await import('./trust.ts')).removeTestMeter(serial, options)),
    )
    .addCommand(
      asking(new Command('list'))
        .description('List the test group')
        .addHelpText('after', examples(`ferraris file test-group list --head-end ${headEndUrl}`))
        .action(async options => (await import('./trust.ts')).listTestGroup(options)),
    )
}
