import { installedAzurite } from './azurite.ts'
import { goTool, goTools } from './go-tool.ts'
import { installedModules } from './installed-modules.ts'

// Whatever the tests run of others' programs that no package brings. Minutes on a fresh machine, nothing afterwards.
await installedAzurite()
await installedModules('grafana')
for (const name of goTools) await goTool(name)
