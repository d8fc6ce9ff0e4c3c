package org.careloop.audit.packs;

/** The page that explains an archive to somebody who has no Careloop: what each file is and how to check it with tools every computer has. */
final class PackReadme {

  private PackReadme() {}

  static String text(PackFacts facts, String madeAt, String keyId) {
    PackFacts.Proof proof = facts.proof();
    return """
        EVIDENCE OF A CASE
        ==================

        Case       %s
        Protocol   %s, version %s
        Made       %s by %s
        For        %s%s
        Record     export %s in Careloop's list of exports

        This archive holds individually identifiable health information. Pass it on only for the purpose above.


        WHAT IS IN IT
        -------------

        case.pdf          the case for reading: what happened, who decided what and why, forms, diagrams
        case.json         the same for programs
        fhir/bundle.json  the same as FHIR R4: AuditEvent for each entry, Provenance for each decision and change
        diagrams/*.svg    each process as a picture with the way this case took; opens in any browser
        models/           the diagrams (.bpmn), tables (.dmn) and forms (.form) of the exact release the case ran on
        events.ndjson     the links of the hash chain, one a line: what was written when, by whom, as digests
        rows/*.ndjson     the database rows the links are about, as they were when this archive was made
        anchors.ndjson    signed roots over the heads of all chains at intervals
        proofs.ndjson     for each chain here, the way from its head to such a root
        keys/*.pem        the public keys that signatures are checked with
        manifest.json     the length and SHA-256 of every file above
        manifest.sig      the signature of manifest.json


        HOW TO CHECK IT WITHOUT CARELOOP
        --------------------------------

        You need OpenSSL 3 and a program that computes SHA-256. Unpack the archive and open a command line in its folder.

        1. Is the signature right?

             openssl pkeyutl -verify -pubin -inkey keys/%s.pem -rawin -in manifest.json -sigfile manifest.sig

           "Signature Verified Successfully" is the answer wanted.

        2. Is the key the practice's own? Ask the practice for the file of this name from its folder of public keys, which is kept
           outside its database, and compare the two files. Whoever made a false archive would have made a false key with it.

        3. Is every file the one that was signed? With Python 3:

             python3 -c "import json,hashlib; [print('ok  ' if hashlib.sha256(open(f,'rb').read()).hexdigest()==d['sha256'] else 'BAD ',f) for f,d in json.load(open('manifest.json'))['files'].items()]"

           or one by one: sha256sum case.pdf (Windows: certutil -hashfile case.pdf SHA256), and compare with manifest.json.


        HOW TO CHECK IT WITH CARELOOP
        -----------------------------

             java -jar careloop.jar verify-audit THIS-ARCHIVE.zip

        This needs Java 17 and the program's jar, no database and no network. Beyond the signature it follows every chain link by
        link, computes the digest of every row anew and checks the way to the signed roots. It names the first link that was changed,
        removed, inserted, reordered or back-dated.


        WHERE THE CHAIN STOOD
        ---------------------

        %s
        """.formatted(facts.head().businessKey(), facts.head().protocolName(), facts.head().versionTag(), madeAt, facts.madeBy(), facts.purpose(),
        facts.recipient() == null ? "" : "; handed to " + facts.recipient(), facts.exportId(), keyId,
        proof == null ? "Nothing of this case has been chained." : "Chain %s\nlink  %d\nhash  %s\n%s".formatted(proof.chain(), proof.seq(), proof.hash(),
            proof.anchorNo() == 0 ? "Not anchored yet." : "anchor %d of %s\nroot  %s".formatted(proof.anchorNo(), proof.anchoredAt(), proof.root())));
  }
}
