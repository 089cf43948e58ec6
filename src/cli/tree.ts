import { Argument, Command, CommanderError, Option } from 'commander'
import { failure, failureTable } from '../errors.ts'
import { sayTrouble } from './say.ts'
import type { Call, Verb, VerbArgument, VerbOption } from './verb.ts'
import { firstWords, type FirstWord, wordsOf } from './verb-groups.ts'
import { verbs } from './verbs/table.ts'
import { safe } from './words/safe.ts'
import type { Terminal, World } from './world.ts'

/** Reads the command line, runs its verb, and turns whatever is thrown into words and an exit code. */
export async function runTree(typed: readonly string[], world: World): Promise<number> {
  const [ended, argv] = [{ exit: 0 }, verbFirst(typed)]
  try {
    await treeOf(world, (exit) => { ended.exit = exit }, meantBy(argv)).parseAsync(argv, { from: 'user' })
    return ended.exit
  } catch (thrown) {
    if (thrown instanceof CommanderError) return endOfCommander(thrown, argv, world)
    return sayTrouble(world.terminal, thrown, formOf(argv))
  }
}

/** `--user` may stand where systemctl(1) has it, before the verb. */
function verbFirst(typed: readonly string[]): readonly string[] {
  const [first, verb, ...others] = typed
  return first === '--user' && verb !== undefined && !verb.startsWith('-') ? [verb, first, ...others] : typed
}

/** A verb that stands first needs no other: to build all of them costs every process of an upgrade 4 ms. */
function meantBy(argv: readonly string[]): readonly Verb[] {
  const named = verbs.filter((verb) => wordsOf(verb)[0] === argv[0])
  return named.length === 0 ? verbs : named
}

/** The commander tree, of all verbs unless told otherwise. Public so that tests can walk it. */
export function treeOf(world: World, ended: (exit: number) => void, among: readonly Verb[] = verbs): Command {
  const program = prepared(new Command('app-upgrade'), world.terminal)
    .description('Upgrade a self-hosted daemon from a signed release: verified, atomic, judged while it runs, rolled back when ill.')
    .version(`app-upgrade ${world.version}`, '-V, --version', 'print the version')
    // A verb may have a --version of its own.
    .enablePositionalOptions()
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .commandsGroup('Verbs:')
    .configureHelp({ subcommandTerm: termOf })
    .usage('VERB [options]')
    .addHelpText('after', helpTail)
  for (const first of firstWords(among)) {
    const parent = first.kind === 'verb' ? program : addGroup(program, first, world.terminal)
    for (const verb of first.verbs) addVerb(parent, verb, world, ended)
  }
  return program
}

const helpTail = `
Without systemd in reach, 'upgrade' runs in this process.
See app-upgrade(1), app-upgrade.toml(5), app-upgrade@.service(8).`

function addGroup(program: Command, { word, description }: FirstWord, terminal: Terminal): Command {
  return prepared(program.command(word), terminal).description(`${capital(description)}.`)
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .commandsGroup('Verbs:')
    .configureHelp({ subcommandTerm: termOf })
    .usage('VERB [options]')
}

/** `publish …`, `verify <FILE>`, `completion <SHELL>`. */
function termOf(command: Command): string {
  return [command.name(), ...(command.commands.length > 0 ? ['…'] : command.registeredArguments.map((one) => bracketed({ name: one.name(), presence: one.variadic ? 'several' : one.required ? 'required' : 'optional' })))].join(' ')
}

function addVerb(parent: Command, verb: Verb, world: World, ended: (exit: number) => void): void {
  const command = parent.command(wordsOf(verb).at(-1) ?? verb.name, { hidden: verb.audience === 'units' })
  prepared(command, world.terminal).description(`${capital(verb.description)}.`)
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', `\nExample:\n  ${verb.example}`)
  for (const argument of verb.arguments) command.addArgument(commanderArgument(argument))
  for (const option of verb.options) command.addOption(commanderOption(option))
  command.action(async () => {
    const call = callOf(verb, command)
    ended(await verb.run(call, call.switches.has('user') ? await world.ofUser() : world))
  })
}

/** No output and no exit of commander's own: both would go round the terminal and the table of exit codes. */
function prepared(command: Command, terminal: Terminal): Command {
  return command.exitOverride().configureOutput({
    writeOut: (text) => { terminal.out(text) },
    writeErr: (text) => { terminal.err(text) },
    outputError: () => undefined,
    getOutHelpWidth: () => terminal.columns,
    getErrHelpWidth: () => terminal.columns,
    getOutHasColors: () => terminal.colour,
    getErrHasColors: () => terminal.colour && terminal.stderrIsTerminal,
  })
}

function commanderOption(option: VerbOption): Option {
  const made = new Option(option.value === null ? option.flag : `${option.flag} <${option.value}>`, option.description)
  if (option.repeats === 'yes') made.argParser((word: string, before: readonly string[] | undefined) => [...(before ?? []), word])
  return typeof option.completes === 'string' ? made : made.choices(option.completes)
}

function commanderArgument(argument: VerbArgument): Argument {
  const made = new Argument(bracketed(argument), argument.description)
  return typeof argument.completes === 'string' ? made : made.choices(argument.completes)
}

/** As commander reads it, too. */
function bracketed({ name, presence }: Pick<VerbArgument, 'name' | 'presence'>): string {
  switch (presence) {
    case 'required': return `<${name}>`
    case 'optional': return `[${name}]`
    case 'several': return `<${name}...>`
  }
}

function callOf(verb: Verb, command: Command): Call {
  const options = verb.options.map((option) => [option.flag.slice(2), commandValue(command, option)] as const)
  const words = verb.arguments.map((argument, index) => [argument.name, command.args[index]] as const)
  const last = verb.arguments.findIndex((argument) => argument.presence === 'several')
  return {
    several: last === -1 ? [] : command.args.slice(last),
    values: Object.fromEntries([...options, ...words].filter((pair): pair is readonly [string, string] => typeof pair[1] === 'string')),
    switches: new Set(options.flatMap(([name, value]) => (value === true ? [name] : []))),
    lists: Object.fromEntries(options.filter((pair): pair is readonly [string, readonly string[]] => Array.isArray(pair[1]))),
  }
}

function commandValue(command: Command, option: VerbOption): unknown {
  return command.getOptionValue(commanderOption(option).attributeName())
}

function endOfCommander(thrown: CommanderError, argv: readonly string[], world: World): number {
  if (thrown.exitCode === 0) return 0
  // A bare `app-upgrade` has printed the help to standard error already.
  if (thrown.code === 'commander.help') return failureTable.USAGE.exit
  return sayTrouble(world.terminal, usageOf(thrown.message, argv), formOf(argv))
}

/** `error: unknown option '--tp'\n(Did you mean --to?)` in our own shape. */
function usageOf(message: string, argv: readonly string[]): Error {
  const [, first = '', meant] = /^(?:error: )?(.*?)(?:\n\(Did you mean (.*)\?\))?$/s.exec(message) ?? ['', message]
  const help = `'app-upgrade ${verbOf(argv)}--help' says what there is`
  const words = first.replace(/^unknown command/, 'unknown verb').replace(/^command-argument value/, 'the word').replace(/\.$/, '')
  return failure('USAGE', safe(words), { next: meant === undefined ? help : `did you mean ${meant}? ${help}` })
}

/** As far as it can be told: `upgrade `, `publish tree `, or nothing. */
function verbOf(argv: readonly string[]): string {
  const verb = verbs.find((one) => wordsOf(one).every((word, index) => word === argv[index]))
  const name = verb?.name ?? (verbs.some((one) => wordsOf(one)[0] === argv[0]) ? argv[0] ?? '' : '')
  return name === '' ? '' : `${name} `
}

/** Also before the options are understood: a program that reads JSON gets JSON, whatever it did wrong. */
function formOf(argv: readonly string[]): 'text' | 'json' {
  const end = argv.indexOf('--')
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json') ? 'json' : 'text'
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
