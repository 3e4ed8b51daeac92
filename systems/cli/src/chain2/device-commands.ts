import { profiles } from '@ferraris/chain2'
import { Command, Option } from 'commander'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'
import { parseCount, parseWhole } from '../option-values.ts'

const headEnd = '--head-end http://127.0.0.1:8080'

function profileOption(): Option {
  return new Option('--profile <name>', 'which frames the customer gets').choices(Object.keys(profiles))
}

/** Commands about customers' devices, by the REST interface of a head-end. */
export function deviceCommands(): Command[] {
  return [
    asking(new Command('add'))
      .description("Make a customer's device known, with what its maker tells")
      .argument('<device>', 'its name')
      .requiredOption('--maker <name>', 'who made it')
      .option('--model <name>', 'which model it is')
      .requiredOption('--aca <address>', 'its address on the power line, 12 hex digits')
      .requiredOption('--key-file <file>', 'with the initial key, 32 hex digits')
      .addHelpText(
        'after',
        examples(`ferraris chain2 add C2G-1 --maker Maker --aca 4D4143000001 --key-file key.txt ${headEnd}`),
      )
      .action(async (device, options) => (await import('./devices.ts')).addDevice(device, options)),
    asking(new Command('devices'))
      .description("List customers' devices, and the meters that send to them")
      .option('--limit <number>', 'so many at most', parseCount, 50)
      .addHelpText('after', examples(`ferraris chain2 devices ${headEnd}`))
      .action(async options => (await import('./devices.ts')).listDevices(options)),
    asking(new Command('associate'))
      .description("Let a meter send to a customer's device")
      .argument('<meter>', 'serial number')
      .argument('<device>', 'name of the device')
      .requiredOption('--pod <text>', 'point of delivery')
      .addOption(profileOption().default('basic'))
      .addOption(
        new Option('--role <role>', 'what the meter measures')
          .choices(['exchange', 'production'])
          .default('exchange'),
      )
      .requiredOption('--contract-power <watts>', 'of the contract', parseCount)
      .option('--customer-code <text>', 'as the supplier has it', '')
      .option('--vendor <text>', 'the supplier', '')
      .option('--phone <text>', 'of the supplier', '')
      .option('--pesse <number>', 'group of the rota of load shedding', parseWhole, 0)
      .option('--weekly-threshold <wh>', 'energy of a week at which the customer is told', parseCount)
      .option('--initial-key', 'let the initial key serve for all, as in tests of integration')
      .addHelpText(
        'after',
        examples(
          `ferraris chain2 associate FER00000001 C2G-1 --pod IT001E00000001 --contract-power 3000 ${headEnd}`,
        ),
      )
      .action(async (meter, device, options) =>
        (await import('./associations.ts')).associate(meter, device, options),
      ),
    asking(new Command('change'))
      .description('Change profile, resolution or threshold of a customer, or the keys')
      .argument('<meter>', 'serial number')
      .addOption(profileOption())
      .option('--gap <watts>', 'resolution of power', parseCount)
      .option('--weekly-threshold <wh>', 'energy of a week; 0: never', parseWhole)
      .option('--new-keys', 'give meter and device other operating keys')
      .addHelpText('after', examples(`ferraris chain2 change FER00000001 --new-keys ${headEnd}`))
      .action(async (meter, options) => (await import('./associations.ts')).change(meter, options)),
    asking(new Command('revoke'))
      .description('Let a meter send no more: the customer moves out')
      .argument('<meter>', 'serial number')
      .addHelpText('after', examples(`ferraris chain2 revoke FER00000001 ${headEnd}`))
      .action(async (meter, options) => (await import('./associations.ts')).revoke(meter, options)),
    asking(new Command('show'))
      .description('Show the device that a meter sends to')
      .argument('<meter>', 'serial number')
      .addHelpText('after', examples(`ferraris chain2 show FER00000001 ${headEnd}`))
      .action(async (meter, options) => (await import('./associations.ts')).showAssociation(meter, options)),
    asking(new Command('sent'))
      .description('Show how many messages a meter has sent, by day')
      .argument('<meter>', 'serial number')
      .option('--read', 'read them from the meter before')
      .addHelpText('after', examples(`ferraris chain2 sent FER00000001 --read ${headEnd}`))
      .action(async (meter, options) => (await import('./sent.ts')).showSent(meter, options)),
    asking(new Command('tell'))
      .description('Tell a customer something, shown by the device')
      .argument('<device>', 'name of the device')
      .argument('<text>', 'what to tell')
      .addOption(
        new Option('--from <who>', 'who tells it').choices(['supplier', 'distributor']).default('supplier'),
      )
      .option('--until <time>', 'show it until then')
      .addHelpText(
        'after',
        examples(`ferraris chain2 tell C2G-1 "We come on Monday" --from distributor ${headEnd}`),
      )
      .action(async (device, text, options) => (await import('./told.ts')).tell(device, text, options)),
    asking(new Command('prices'))
      .description('Tell a customer prices, from a JSON file: currency, validFrom, prices, changes')
      .argument('<device>', 'name of the device')
      .argument('<file>', 'with the prices')
      .addHelpText('after', examples(`ferraris chain2 prices C2G-1 prices.json ${headEnd}`))
      .action(async (device, file, options) => (await import('./told.ts')).tellPrices(device, file, options)),
    asking(new Command('told'))
      .description('Show what a customer was told, and whether it was received and read')
      .argument('<device>', 'name of the device')
      .option('--limit <number>', 'so many at most', parseCount, 50)
      .addHelpText('after', examples(`ferraris chain2 told C2G-1 ${headEnd}`))
      .action(async (device, options) => (await import('./told.ts')).showTold(device, options)),
  ]
}
