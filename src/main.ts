import manifest from '../package.json' with { type: 'json' }

// A place holder until the verbs arrive: enough for the build to have something true to run.
if (process.argv.includes('--version')) console.log(`app-upgrade ${manifest.version}`)
else process.exitCode = 64
