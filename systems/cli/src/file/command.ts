import { fileKinds } from '@ferraris/head-end/signed-file'
import { Command, Option } from 'commander'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'
import { parseCount } from '../option-values.ts'
import { testGroupCommand, vendorKeyCommand } from './trust-commands.ts'

/** `ferraris file`: configurations and firmware for meters, from their vendor to the orders that use them. */
export function fileCommand(): Command {
  return new Command('file')
    .description(
      'Files for meters: sign, upload, approve, release and withdraw them; the token is in FERRARIS_API_TOKEN',
    )
    .addCommand(signCommand())
    .addCommand(uploadCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(moveCommand('approve', 'Approve a file that has proved itself in test; never its uploader'))
    .addCommand(moveCommand('release', 'Make an approved file available to orders; never its uploader'))
    .addCommand(withdrawCommand())
    .addCommand(vendorKeyCommand())
    .addCommand(testGroupCommand())
}

const headEndUrl = 'http://127.0.0.1:8080'
const example = `5f2d… --head-end ${headEndUrl}`

/** What a signature is about, beside the content. */
function described(command: Command): Command {
  return command
    .addOption(new Option('--kind <kind>', 'what it is').choices(fileKinds).makeOptionMandatory())
    .requiredOption('--for-version <version>', 'what it makes of a meter, for example 2.0.1')
    .requiredOption(
      '--models <list>',
      'models that it is for, with commas between; a star stands for any rest',
    )
    .option('--legal', 'firmware of the legally relevant part')
}

function signCommand(): Command {
  return described(new Command('sign'))
    .description('Sign a file with the secret key of its vendor; offline')
    .argument('<file>', 'the content')
    .requiredOption('--sign-with <file>', 'secret key in PEM: Ed25519, or ECDSA on P-256')
    .option('--json', 'print one JSON document, with the text that is signed')
    .addHelpText(
      'after',
      examples(
        'ferraris file sign fw.bin --kind firmware --for-version 2.0.1 --models FER1P --sign-with acme.pem',
      ),
    )
    .action(async (file, options) => (await import('./sign.ts')).sign(file, options))
}

function uploadCommand(): Command {
  return asking(described(new Command('upload')))
    .description('Upload a file, signed by its vendor')
    .argument('<file>', 'the content')
    .requiredOption('--key <name>', 'name of the registered key that signs it')
    .option('--sign-with <file>', 'secret key in PEM')
    .option('--signature <text>', 'signature made elsewhere, base64url')
    .option('--name <name>', 'what to call it; default: the name of the file')
    .addHelpText(
      'after',
      examples(
        `ferraris file upload fw.bin --kind firmware --for-version 2.0.1 --models FER1P --key acme --sign-with acme.pem --head-end ${headEndUrl}`,
      ),
    )
    .action(async (file, options) => (await import('./upload.ts')).upload(file, options))
}

function listCommand(): Command {
  return asking(new Command('list'))
    .description('List files, the newest first; a vendor sees its own')
    .addOption(new Option('--kind <kind>', 'of one kind').choices(fileKinds))
    .addOption(
      new Option('--state <state>', 'in one state').choices(['test', 'approved', 'available', 'withdrawn']),
    )
    .option('--model <model>', 'for one model of meter')
    .option('--limit <number>', 'so many at most', parseCount, 50)
    .addHelpText('after', examples(`ferraris file list --head-end ${headEndUrl} --state test`))
    .action(async options => (await import('./files.ts')).listFiles(options))
}

function showCommand(): Command {
  return asking(new Command('show'))
    .description('Show a file')
    .argument('<sha256>', 'of the file')
    .addHelpText('after', examples(`ferraris file show ${example}`))
    .action(async (sha256, options) => (await import('./files.ts')).showFile(sha256, options))
}

function moveCommand(move: 'approve' | 'release', description: string): Command {
  return asking(new Command(move))
    .description(description)
    .argument('<sha256>', 'of the file')
    .addHelpText('after', examples(`ferraris file ${move} ${example}`))
    .action(async (sha256, options) => (await import('./files.ts')).moveFile(move, sha256, options))
}

function withdrawCommand(): Command {
  return asking(new Command('withdraw'))
    .description('Withdraw a file: no order gets it any more')
    .argument('<sha256>', 'of the file')
    .requiredOption('--reason <text>', 'why')
    .addHelpText('after', examples(`ferraris file withdraw ${example} --reason 'resets the clock'`))
    .action(async (sha256, options) => (await import('./files.ts')).moveFile('withdraw', sha256, options))
}
