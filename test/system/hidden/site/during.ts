import { after, before } from 'node:test';
import { hasFailed } from '../../../support/outcome.js';
import { type Site, type SiteOptions, startSite } from './site.js';

/** For use within a `describe`: a site that is started before its tests, and ended after them. */
export function siteDuring(name: string, options?: SiteOptions): () => Site {
  let site: Site | undefined;
  before(async () => {
    site = await startSite(name, options);
  });
  after(() => site?.end(hasFailed()));
  return () => {
    if (!site) throw new Error(`${name} has not been started`);
    return site;
  };
}
