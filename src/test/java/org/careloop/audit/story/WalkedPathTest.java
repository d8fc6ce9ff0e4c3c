package org.careloop.audit.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.careloop.audit.story.HistoryRows.Activity;
import org.careloop.audit.story.Models.Flow;
import org.junit.jupiter.api.Test;

/** Which arrows of a diagram count as walked: those that the history proves, never one that it leaves open. */
class WalkedPathTest {

  private final List<Activity> history = new ArrayList<>();

  @Test
  void aStraightWayIsWalkedAsFarAsItCame() {
    was("start", 0, 0);
    was("call", 0, 5);
    open("review", 5);
    assertThat(walked("start>call", "call>review", "review>end")).containsExactly("start>call", "call>review");
  }

  @Test
  void ofTwoWaysOutOfAGatewayTheOneThatWasTaken() {
    was("gateway", 1, 1);
    was("visit", 1, 4);
    was("end", 4, 4);
    assertThat(walked("gateway>visit", "gateway>call", "visit>end", "call>end")).containsExactly("gateway>visit", "visit>end");
  }

  @Test
  void theDefaultWayIsWalkedLikeAnyOther() {
    was("gateway", 1, 1);
    was("end", 1, 1);
    assertThat(walked("gateway>visit", "gateway>end", "visit>end")).containsExactly("gateway>end");
  }

  @Test
  void aLoopIsWalkedBackAndOn() {
    was("call", 0, 2);
    was("reached?", 2, 2);
    was("wait", 2, 6);
    was("call", 6, 8);
    was("reached?", 8, 8);
    was("end", 8, 8);
    assertThat(walked("call>reached?", "reached?>wait", "wait>call", "reached?>end"))
        .containsExactly("call>reached?", "reached?>wait", "wait>call", "reached?>end");
  }

  @Test
  void theWayBackIsNotWalkedWhereNothingCameBack() {
    was("call", 0, 2);
    was("reached?", 2, 2);
    was("end", 2, 2);
    assertThat(walked("call>reached?", "reached?>wait", "wait>call", "reached?>end")).containsExactly("call>reached?", "reached?>end");
  }

  @Test
  void parallelBranchesAreAllWalked() {
    was("fork", 1, 1);
    was("visit", 1, 3);
    was("medicines", 1, 7);
    was("join", 3, 7);
    was("join", 7, 7);
    was("end", 7, 7);
    assertThat(walked("fork>visit", "fork>medicines", "visit>join", "medicines>join", "join>end"))
        .containsExactly("fork>visit", "fork>medicines", "visit>join", "medicines>join", "join>end");
  }

  @Test
  void aBoundaryEventThatInterruptedLeadsOnAndTheStepItTookAwayDoesNot() {
    was("fork", 0, 0);
    cancelled("wait", 0, 5);
    was("tooLate", 5, 5);
    was("escalate", 5, 9);
    was("end", 9, 9);
    assertThat(walked("fork>wait", "wait>end", "tooLate>escalate", "escalate>end")).containsExactly("fork>wait", "tooLate>escalate", "escalate>end");
  }

  @Test
  void aBoundaryEventThatLetItGoOnIsWalkedBesideIt() {
    was("wait", 0, 8);
    was("reminder", 5, 5);
    was("remind", 5, 6);
    was("review", 8, 9);
    assertThat(walked("wait>review", "reminder>remind")).containsExactly("wait>review", "reminder>remind");
  }

  @Test
  void anEventSubProcessIsWalkedFromItsOwnStart() {
    was("start", 0, 0);
    cancelled("call", 0, 4);
    was("died", 4, 4);
    was("close", 4, 6);
    was("closed", 6, 6);
    assertThat(walked("start>call", "call>end", "died>close", "close>closed")).containsExactly("start>call", "died>close", "close>closed");
  }

  @Test
  void aStepDoneSeveralTimesOverIsReachedOnce() {
    was("start", 0, 0);
    was("task#multiInstanceBody", 0, 6);
    was("task", 0, 4);
    was("task", 0, 6);
    was("end", 6, 6);
    assertThat(walked("start>task", "task>end")).containsExactly("start>task", "task>end");
  }

  @Test
  void twoArrowsThatWouldEachExplainItAreLeftUnmarked() {
    was("choose", 1, 1);
    was("left", 1, 2);
    was("right", 1, 2);
    was("again", 2, 2);
    was("left2", 2, 3);
    was("right2", 2, 3);
    // Either of left and right may have led to either of the next two: all arrows between them are possible, none is certain.
    assertThat(walked("left>left2", "left>right2", "right>left2", "right>right2")).isEmpty();
  }

  @Test
  void nothingLeadsToAStepThatBeganBeforeTheOtherWasLeft() {
    was("visit", 3, 9);
    was("call", 1, 2);
    assertThat(walked("visit>call")).isEmpty();
  }

  private void was(String element, int from, int to) {
    history.add(activity(element, from, to, false));
  }

  private void cancelled(String element, int from, int to) {
    history.add(activity(element, from, to, true));
  }

  private void open(String element, int from) {
    history.add(activity(element, from, null, false));
  }

  private List<String> walked(String... arrows) {
    List<Flow> flows = Arrays.stream(arrows).map(arrow -> new Flow(arrow, null, arrow.split(">")[0], arrow.split(">")[1])).toList();
    return WalkedPath.flows(flows, history).stream().map(Flow::id).toList();
  }

  private static Activity activity(String element, int from, Integer to, boolean cancelled) {
    return new Activity(element + from, "root", "definition", "root", element, null, null, element, "task", null, minute(from), to == null ? null : minute(to),
        cancelled);
  }

  private static Instant minute(int minute) {
    return Instant.parse("2026-03-06T20:00:00Z").plusSeconds(60L * minute);
  }
}
