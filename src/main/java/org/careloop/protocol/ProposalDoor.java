package org.careloop.protocol;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.careloop.protocol.Proposals.Posted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Where Camunda Modeler's Deploy button, and curl, post diagrams: the address of the engine's REST API for deployments, which the engine
 * itself never sees. What comes in becomes a proposal; what is wrong with it is the message that Modeler shows. Who may post is up to the web rules.
 */
class ProposalDoor extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final Logger log = LoggerFactory.getLogger(ProposalDoor.class);

  private static final int LARGEST_FILE = 1024 * 1024;
  private static final int LARGEST_POST = 5 * 1024 * 1024;

  /** As the engine's own API writes times. */
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx").withZone(ZoneOffset.UTC);

  private final transient Proposals proposals;
  private final transient ProtocolSettings settings;
  private final transient IdentityService identities;
  private final transient Clock clock;
  private final transient ObjectMapper json;

  ProposalDoor(Proposals proposals, ProtocolSettings settings, IdentityService identities, Clock clock, ObjectMapper json) {
    this.proposals = proposals;
    this.settings = settings;
    this.identities = identities;
    this.clock = clock;
    // Modeler looks for keys that may be null.
    this.json = json.copy().setSerializationInclusion(com.fasterxml.jackson.annotation.JsonInclude.Include.ALWAYS);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
    String who = request.getUserPrincipal().getName();
    // How many cases wait is counted for all of them, whatever the poster may see of them.
    identities.clearAuthentication();
    try {
      Collection<Part> parts = parts(request);
      String title = text(parts, "deployment-name", 250);
      if (!text(parts, "tenant-id", 64).isEmpty()) {
        throw new ProposalRefused("Nothing was proposed: Careloop knows no tenants. Leave “Tenant ID” empty.");
      }
      Posted posted = proposals.propose(who, title.isEmpty() ? "Without a name" : title, text(parts, "comment", 2000), files(parts).files());
      answer(response, 200, deployment(request, text(parts, "deployment-source", 250), posted));
    } catch (ProposalRefused refused) {
      answer(response, 400, error("InvalidRequestException", refused.getMessage()));
    } catch (TooLarge tooLarge) {
      answer(response, 413, error("InvalidRequestException", tooLarge.getMessage()));
    } catch (RuntimeException ours) {
      log.error("A post of {} could not be kept", who, ours);
      answer(response, 500, error("RestException", "Careloop could not keep this as a proposal; nothing has changed. Try again, and tell the "
          + "administrator if it happens again: the reason is in the server's log."));
    }
  }

  private PostedFiles files(Collection<Part> parts) throws IOException {
    List<Part> sent = parts.stream().filter(part -> part.getSubmittedFileName() != null).toList();
    if (sent.size() > settings.mostFiles()) {
      throw new ProposalRefused("Nothing was proposed: %d files came, expected %d at most. Propose what belongs together, in several steps."
          .formatted(sent.size(), settings.mostFiles()));
    }
    PostedFiles files = new PostedFiles();
    for (Part part : sent) {
      files.add(part.getSubmittedFileName(), part.getInputStream().readAllBytes());
    }
    return files;
  }

  private static Collection<Part> parts(HttpServletRequest request) throws IOException {
    try {
      return request.getParts();
    } catch (IllegalStateException tooLarge) {
      throw new TooLarge("Nothing was proposed: a file is larger than %d KB, all together are larger than %d KB, or there are too many of them."
          .formatted(LARGEST_FILE / 1024, LARGEST_POST / 1024));
    } catch (ServletException | IOException malformed) {
      throw new ProposalRefused("Nothing was proposed: expected multipart/form-data with a diagram, tables or forms, as Camunda Modeler sends it.");
    }
  }

  private static String text(Collection<Part> parts, String name, int longest) throws IOException {
    for (Part part : parts) {
      if (part.getName().equals(name) && part.getSubmittedFileName() == null) {
        String text = new String(part.getInputStream().readAllBytes(), StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ").strip();
        return text.length() <= longest ? text : text.substring(0, longest);
      }
    }
    return "";
  }

  private Map<String, Object> deployment(HttpServletRequest request, String source, Posted posted) {
    String base = request.getContextPath() + "/protocols"; // Whatever host the request claims to be for, the answer does not repeat it.
    Map<String, Object> answer = new LinkedHashMap<>();
    boolean waits = posted.proposal() != null;
    answer.put("links", List.of(Map.of("method", "GET", "rel", "self", "href", waits ? base + "/proposals/" + posted.proposal() : base)));
    answer.put("id", waits ? "proposal-" + posted.proposal() : posted.inForce().deploymentId());
    answer.put("name", !waits ? "No change: everything posted is in force already (release %d)".formatted(posted.inForce().number())
        : settings.twoPersons() ? "Proposal %d: not in force, waits for release by another clinical lead on /protocols".formatted(posted.proposal())
        : "Proposal %d: not in force, waits for release on /protocols".formatted(posted.proposal()));
    answer.put("source", source.isEmpty() ? null : source);
    answer.put("deploymentTime", TIME.format(waits ? clock.instant() : posted.inForce().at()));
    for (String nothing : List.of("tenantId", "deployedProcessDefinitions", "deployedCaseDefinitions", "deployedDecisionDefinitions",
        "deployedDecisionRequirementsDefinitions")) {
      answer.put(nothing, null);
    }
    return answer;
  }

  private static Map<String, Object> error(String type, String message) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("type", type);
    error.put("message", message);
    error.put("code", null);
    return error;
  }

  private void answer(HttpServletResponse response, int status, Map<String, Object> body) throws IOException {
    response.setStatus(status);
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response.getOutputStream().write(json.writeValueAsBytes(body));
  }

  private static final class TooLarge extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooLarge(String message) {
      super(message);
    }
  }

  /** Exact addresses go before the engine's own pattern, so that its API never sees them. */
  @Configuration(proxyBeanMethods = false)
  static class Address {

    @Bean
    ServletRegistrationBean<ProposalDoor> proposalDoor(Proposals proposals, ProtocolSettings settings, IdentityService identities, Clock clock,
        ObjectMapper json) {
      var door = new ServletRegistrationBean<>(new ProposalDoor(proposals, settings, identities, clock, json),
          "/engine-rest/deployment/create", "/engine-rest/engine/default/deployment/create");
      door.setName("proposalDoor");
      door.setMultipartConfig(new MultipartConfigElement("", LARGEST_FILE, LARGEST_POST, LARGEST_FILE));
      return door;
    }
  }
}
