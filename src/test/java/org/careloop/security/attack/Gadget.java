package org.careloop.security.attack;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;

/** A class that shows when it is made from what somebody sent. Stands for any on the class path that would do harm. */
public class Gadget implements Serializable {

  private static final long serialVersionUID = 1L;

  static boolean armed;

  private String name = "gadget";

  public Gadget() {
    goesOff();
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
    goesOff();
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    goesOff();
  }

  private static void goesOff() {
    if (armed) {
      System.setProperty(Attack.MARKER, "reached");
    }
  }
}
