import { type Fault, Faults } from '../fault.ts';
import { type Asked, type LoggedRequest, type Reply, type Service, serve } from '../service.ts';
import { type GitHub, github } from './service.ts';

const REPOSITORY = 'orchard/audit';
const TOKEN = 'ghs_NotRealDamsonMedlarQuinceSloe42';

type Options = Partial<GitHub> & {
  /** Called with each request that was answered, and its answer. */
  heard?: (asked: Asked, reply: Reply) => void;
};

/** Starts a stand-in of GitHub for one repository. */
export async function startGitHub({ heard, ...about }: Options = {}) {
  const { repository: name, token, ...rest } = { repository: REPOSITORY, token: TOKEN, pending: 1, ...about };
  const faults = new Faults([], []);
  const requests: LoggedRequest[] = [];
  const service = github({ repository: name, token, ...rest });
  const { url, close } = await serve(hearing(service, heard), faults, requests);
  return {
    url,
    close,
    requests,
    fault: (fault: Fault): void => faults.add(fault),
    clearFaults: (): void => faults.clear(),
    /** What it keeps of the repository. */
    repository: service.repository,
    /** As GitHub Actions sets them for a job on the main branch. */
    env: {
      GITHUB_API_URL: url,
      GITHUB_TOKEN: token,
      GITHUB_REPOSITORY: name,
      GITHUB_REF: 'refs/heads/main',
      GITHUB_SHA: 'c0ffee00'.repeat(5),
    },
  };
}

function hearing(service: Service, heard: Options['heard'] = () => {}): Service {
  const noted = <T extends Reply | undefined>(asked: Asked, reply: T): T => {
    if (reply !== undefined) heard(asked, reply);
    return reply;
  };
  return {
    identify: service.identify,
    challenge: (asked) => noted(asked, service.challenge(asked)),
    answer: (asked, corruption) => noted(asked, service.answer(asked, corruption)),
    refuse: (kind, asked) => noted(asked, service.refuse(kind, asked)),
  };
}
