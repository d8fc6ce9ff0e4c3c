package org.careloop.sandbox.ehr;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.careloop.sandbox.Partners;
import org.hl7.fhir.r4.model.Resource;

/**
 * A simulated EHR of its own with all sample patients, over HTTP: what tests of the EHR's delegates talk to. All of them share one web
 * server at a random port, each has its own path in it.
 */
public final class RunningSandboxEhr implements AutoCloseable {

  public static final FhirContext CONTEXT = FhirContext.forR4Cached();
  /** A Wednesday at noon in New York, so that every sample patient's days are known. */
  public static final Instant NOW = Instant.parse("2026-03-04T17:00:00Z");
  public static final ZoneId ZONE = ZoneId.of("America/New_York");

  private static final List<Resource> SAMPLES = SamplePatients.dated(NOW, ZONE);
  private static final Tomcat SERVER = server();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String path = "/" + COUNT.incrementAndGet();
  private final FhirStore store;
  private final Partners partners = new Partners();
  private final StandardContext web;

  public RunningSandboxEhr() {
    this(FhirStore.inMemory(CONTEXT, Clock.systemUTC()));
    store.addMissing(SAMPLES);
  }

  RunningSandboxEhr(FhirStore store) {
    this.store = store;
    web = new StandardContext();
    web.setName(path);
    web.setPath(path);
    web.addLifecycleListener(new Tomcat.FixContextListener());
    web.setClearReferencesObjectStreamClassCaches(false);
    web.setClearReferencesRmiTargets(false);
    web.setClearReferencesThreadLocals(false);
    Tomcat.addServlet(web, "ehr", new SandboxFhirServer(CONTEXT, "Sandbox EHR", store, SandboxEhr.TYPES));
    web.addServletMappingDecoded(SandboxEhr.PATH, "ehr");
    FilterDef mood = new FilterDef();
    mood.setFilterName("mood");
    mood.setFilter(partners.filter(Partners.EHR));
    web.addFilterDef(mood);
    FilterMap everywhere = new FilterMap();
    everywhere.setFilterName("mood");
    everywhere.addURLPattern("/*");
    web.addFilterMap(everywhere);
    SERVER.getHost().addChild(web);
  }

  public String baseUrl() {
    return "http://localhost:%d%s/sandbox/fhir".formatted(SERVER.getConnector().getLocalPort(), path);
  }

  public FhirStore store() {
    return store;
  }

  public Partners partners() {
    return partners;
  }

  @Override
  public void close() {
    SERVER.getHost().removeChild(web);
  }

  private static Tomcat server() {
    Logger.getLogger("org.apache").setLevel(Level.WARNING);
    try {
      Path directory = Files.createDirectories(Path.of("target", "sandbox-ehr"));
      Tomcat tomcat = new Tomcat();
      tomcat.setBaseDir(directory.toAbsolutePath().toString());
      tomcat.setPort(0);
      tomcat.getConnector();
      tomcat.getHost();
      tomcat.start();
      return tomcat;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (LifecycleException e) {
      throw new IllegalStateException(e);
    }
  }
}
