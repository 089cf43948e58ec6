/** The sources that are buckets; the folder's table takes them from here. */
export { azure } from './azure.ts'
export { gcs } from './gcs.ts'
export { s3 } from './s3.ts'
