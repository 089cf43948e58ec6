import { forgeContract } from '../../../contract/forge.ts'

forgeContract('gitlab')
