import { failureDensity } from '../../features/failureDensity';
import { failureGroups } from '../../features/failureGroups';
import { failureLines, stepTo } from '../../features/filteredFailures';
import type { CommandTable } from '../commands';
import {
  type DocumentParams,
  type FailureDensityAnswer,
  type FailureGroupsAnswer,
  type FailureGroupsParams,
  type FailureLinesAnswer,
  type FailureStepParams,
  type FilterParams,
  type ReadLikeParams,
  ServerCommand,
} from '../protocol';

/** What the view of failures, the document of only the failures and the ruler ask. */
export const FAILURE_GROUP_COMMANDS: CommandTable = {
  [ServerCommand.failureGroups]: (argument, { answer, dateOf }): FailureGroupsAnswer | null => {
    const params = argument as FailureGroupsParams;
    return answer<FailureGroupsAnswer | null>(params.uri, null, (log) =>
      failureGroups(log, params, dateOf(params.uri)),
    );
  },
  [ServerCommand.failureStep]: (argument, { answer, dateOf }) => {
    const params = argument as FailureStepParams;
    return answer(params.uri, null, (log) => stepTo(log, params, dateOf(params.uri)));
  },
  [ServerCommand.failureLines]: (argument, { answer, dateOf }): FailureLinesAnswer | null => {
    const { uri, filter } = argument as FilterParams;
    return answer<FailureLinesAnswer | null>(uri, null, (log) => failureLines(log, filter, dateOf(uri)));
  },
  [ServerCommand.failureDensity]: (argument, { answer }): FailureDensityAnswer | null =>
    answer<FailureDensityAnswer | null>((argument as DocumentParams).uri, null, failureDensity),
  [ServerCommand.readLike]: (argument, { answer, readLike }) => {
    const { uri, source } = argument as ReadLikeParams;
    return answer(source, null, (log) => {
      readLike(uri, log.head);
      return true;
    });
  },
};
